// The board in Qt Quick, as `make bench-peers` measures it: qmlscene, software back end (there is no
// graphics chip). ListView makes delegates only for what is visible, and takes those that have left
// for what comes in (reuseItems); the model is an array, and all sizes are fixed. The list moves by
// whole pixels, two a frame: contentY follows a clock that ticks once a frame. The list is the feed
// that the board pulls, in its order; its address is the argument before the file's.
import QtQuick 2.15

Rectangle {
    id: board
    width: 1920
    height: 1080
    color: "#071427"

    readonly property int step: 2
    readonly property int bar: 108
    readonly property int line: 76
    property int wrap: 0 // the height of the list without what stands behind its end
    property string at: ""
    readonly property var labels: ({ "ktp-el": "KTP-el", "kk": "KK", "kia": "KIA", "akta-lahir": "Akta Lahir",
                                     "akta-mati": "Akta Mati" })
    readonly property var colours: ({ "ktp-el": "#1b54a8", "kk": "#0d5f46", "kia": "#7e4400",
                                      "akta-lahir": "#643b99", "akta-mati": "#3a4a63" })

    // One below the other: the bar of each place, then its rows, two by two; then the first again.
    function linesOf(feed) {
        var places = {}, lines = [], at = null, last = null, height = 0
        feed.locations.forEach(function (place) { places[place.id] = place })
        feed.documents.forEach(function (d) {
            if (!at || at.id !== d.at) {
                at = places[d.at]
                last = null
                lines.push({ bar: at.name + " · " + at.counter })
                height += board.bar
            }
            if (last && last.length < 2) {
                last.push(d)
            } else {
                last = [d]
                lines.push({ rows: last })
                height += board.line
            }
        })
        board.wrap = height
        return lines.concat(lines.slice(0, 12))
    }

    function tellTime() {
        var now = new Date()
        clock.text = Qt.formatTime(now, "hh.mm")
        day.text = now.toLocaleDateString(Qt.locale("id_ID"), "dddd, d MMMM yyyy")
    }

    Component.onCompleted: {
        var request = new XMLHttpRequest()
        request.onreadystatechange = function () {
            if (request.readyState !== XMLHttpRequest.DONE)
                return
            var feed = JSON.parse(request.responseText)
            var notices = ["Pengambilan dokumen GRATIS. Laporkan pungli ke SP4N-LAPOR! 1708"]
            feed.notices.forEach(function (n) { notices.push(n.text) })
            ticker.text = notices.join("   ·   ") + "   ·   "
            list.model = board.linesOf(feed)
            tick.running = true
        }
        request.open("GET", Qt.application.arguments[Qt.application.arguments.length - 2])
        request.send()
        board.tellTime()
    }

    Timer { interval: 1000; running: true; repeat: true; onTriggered: board.tellTime() }

    // An animation ticks once a frame; what it counts to is of no matter.
    NumberAnimation on ticks { id: tick; running: false; from: 0; to: 1000; duration: 1000000; loops: Animation.Infinite }
    property real ticks: 0
    onTicksChanged: {
        var y = list.contentY + step
        list.contentY = y >= wrap ? y - wrap : y
        ticker.x = ticker.x <= -ticker.once ? 0 : ticker.x - step
        var top = list.itemAt(0, list.contentY)
        if (top && top.place)
            at = top.place
    }

    component Words: Text { font.family: "Inter"; color: "#ffffff"; renderType: Text.NativeRendering; textFormat: Text.PlainText }
    component PlaceBar: Rectangle {
        property string place
        color: "#ffc72c"
        width: 1508
        height: board.bar
        Words { x: 48; y: 10; text: "AMBIL DI"; color: "#0b1f3f"; font.pixelSize: 26; font.bold: true }
        Words { x: 48; y: 40; text: parent.place; color: "#0b1f3f"; font.pixelSize: 48; font.bold: true }
    }
    component Document: Item {
        property var row
        width: 754
        height: board.line
        visible: !!row
        Rectangle {
            x: 50; y: 15; width: 136; height: 46; radius: 9
            color: row ? board.colours[row.type] : "#000000"
            Words {
                anchors.centerIn: parent
                text: row ? board.labels[row.type] : ""
                font { pixelSize: row && row.type === "akta-lahir" ? 20 : 24; bold: true }
            }
        }
        Words { x: 206; y: 4; text: row ? row.name : ""; font.pixelSize: 36; font.bold: true }
        Words { x: 206; y: 47; text: row ? "No. …" + row.number + "  ·  selesai Jum 20 Nov" : ""; color: "#b9cbe6"; font.pixelSize: 22 }
    }

    ListView {
        id: list
        y: 240; width: 1508; height: 748
        clip: true
        interactive: false
        reuseItems: true
        delegate: Item {
            readonly property string place: modelData.bar || ""
            width: 1508
            height: modelData.bar ? board.bar : board.line
            Loader { active: !!modelData.bar; sourceComponent: PlaceBar { place: modelData.bar } }
            Document { row: modelData.rows ? modelData.rows[0] : null }
            Document { x: 754; row: modelData.rows ? modelData.rows[1] : null }
            Rectangle { y: parent.height - 1; width: parent.width; height: 1; color: "#15305a" }
        }
    }
    PlaceBar { y: 132; place: board.at }

    Rectangle {
        width: 1920; height: 132; color: "#0b1f3f"
        Words { x: 48; y: 20; text: "Dokumen Siap Diambil"; font { pixelSize: 52; bold: true } }
        Words { x: 48; y: 84; text: "Dinas Dukcapil Kota Bandung · Layar MPP Lantai 1"; font.pixelSize: 28; color: "#b9cbe6" }
        Words { id: clock; anchors { right: parent.right; rightMargin: 48 } y: 6; font { pixelSize: 66; bold: true } }
        Words { id: day; anchors { right: parent.right; rightMargin: 48 } y: 86; font.pixelSize: 28; color: "#b9cbe6" }
    }
    Rectangle {
        x: 1508; y: 132; width: 412; height: 856; color: "#0e2750"
        Words { x: 32; y: 32; text: "Yang perlu dibawa"; font { pixelSize: 30; bold: true } }
        Words { x: 32; y: 84; width: 350; wrapMode: Text.WordWrap; font.pixelSize: 24
                text: "Bukti pengambilan atau nomor registrasi\nSurat kuasa bila diwakilkan" }
        Rectangle { x: 20; y: 376; width: 370; height: 370; radius: 16; color: "#ffffff" }
    }
    Rectangle {
        y: 988; width: 1920; height: 92; color: "#0b1f3f"
        Rectangle { width: 1920; height: 3; color: "#ffc72c" }
        Item {
            x: 356; y: 3; width: 1564; height: 89; clip: true
            Notices { id: ticker }
        }
        Rectangle {
            y: 3; width: 356; height: 89; color: "#0e2750"
            Words { x: 48; anchors.verticalCenter: parent.verticalCenter; text: "Diperbarui " + clock.text; font { pixelSize: 28; weight: Font.DemiBold } }
        }
    }
    component Notices: Item {
        property alias text: first.text
        readonly property real once: first.width
        height: 89
        Words { id: first; anchors.verticalCenter: parent.verticalCenter; font { pixelSize: 36; weight: Font.DemiBold } }
        Words { x: first.width; anchors.verticalCenter: parent.verticalCenter; text: first.text; font: first.font }
    }
}
