-- The board in LÖVE (SDL2, OpenGL), as `make bench-peers` measures it: love love FONT-FOLDER FEED-URL.
--
-- Words are drawn from text objects: those that stand still are made once a minute, those of a row when it
-- comes in, and released when it has left; what is written in one font is one object, so that a line takes
-- few draws. Behind them are plain boxes: on a processor that stands in for a graphics chip they cost less
-- than a picture of the whole. Of the list only the visible rows are drawn. It moves by whole pixels, two a
-- frame, sixty frames a second. The list is the feed that the board pulls, in its order.
local http = require("socket.http")

local STEP, LINE, BAR, VIEW = 2, 76, 108, 748
local LABELS = { ["ktp-el"] = "KTP-el", kk = "KK", kia = "KIA", ["akta-lahir"] = "Akta Lahir", ["akta-mati"] = "Akta Mati" }
local COLOURS = { ["ktp-el"] = "1b54a8", kk = "0d5f46", kia = "7e4400", ["akta-lahir"] = "643b99", ["akta-mati"] = "3a4a63" }
local g = love.graphics

local function colour(hex)
    return { tonumber(hex:sub(1, 2), 16) / 255, tonumber(hex:sub(3, 4), 16) / 255, tonumber(hex:sub(5, 6), 16) / 255 }
end
local WHITE, QUIET, DARK = colour("ffffff"), colour("b9cbe6"), colour("0b1f3f")
local ACCENT, PANEL, RULE, GROUND = colour("ffc72c"), colour("0e2750"), colour("15305a"), colour("071427")

local lines, list_height, ticker
local around, shown_place_words = {}, {}
local y, x, first, shown_minute, shown_place = 0, 0, 1, nil, nil
local ready = {} -- of each visible line what is drawn
g.setDefaultFilter("nearest", "nearest") -- nothing is drawn between two pixels
local fonts = {}
local badges = {}

-- From the file, since LÖVE reads only what lies in its own folders by itself.
local function font(weight, size)
    local key = weight .. size
    if not fonts[key] then
        local file = assert(io.open(arg[2] .. "/Inter-" .. weight .. ".otf", "rb"))
        fonts[key] = g.newFont(love.filesystem.newFileData(file:read("*a"), weight .. ".otf"), size)
        file:close()
    end
    return fonts[key]
end

local function clock()
    return os.date("%H.%M")
end

-- The feed as its writer spaces it; a board of its own would bring a JSON library.
local function read(feed)
    local places, at, last, top = {}, nil, nil, 0
    lines = {}
    local function add(line, height)
        line.y, line.height, line.place = top, height, at
        lines[#lines + 1] = line
        top = top + height
        return line
    end
    for id, name, counter in feed:gmatch('{"id": "([^"]*)", "name": "([^"]*)", "kind": "[^"]*", "counter": "([^"]*)"') do
        places[id] = name .. " · " .. counter
    end
    for kind, name, number, place in
        feed:gmatch('"type": "([^"]*)", "name": "([^"]*)", "number": "([^"]*)", "done": "[^"]*", "at": "([^"]*)"')
    do
        if at ~= places[place] then
            at, last = places[place], nil
            add({ bar = at }, BAR)
        end
        local row = { kind = kind, name = name, number = number }
        if last and not last[2] then
            last[2] = row
        else
            last = add({ row }, LINE)
        end
    end
    list_height = top
end

local function words(text, weight, size, tint, left, top)
    return { text = g.newText(font(weight, size), text), tint = tint, left = left, top = top }
end

local function draw_words(all, down)
    for _, w in ipairs(all) do
        g.setColor(w.tint)
        g.draw(w.text, w.left, w.top + down)
    end
end

local function fill(tint, left, top, width, height, radius)
    g.setColor(tint)
    g.rectangle("fill", left, top, width, height, radius)
end

local function place_words(place)
    return { words("AMBIL DI", "Bold", 26, DARK, 48, 10), words(place, "Bold", 48, DARK, 48, 38) }
end

-- What stands around the list.
local function around_words()
    local day = os.date("%d.%m.%Y")
    return {
        words("Dokumen Siap Diambil", "Bold", 52, WHITE, 48, 18),
        words("Dinas Dukcapil Kota Bandung · Layar MPP Lantai 1", "Regular", 28, QUIET, 48, 82),
        words(clock(), "Bold", 66, WHITE, 1872 - font("Bold", 66):getWidth(clock()), 6),
        words(day, "Regular", 28, QUIET, 1872 - font("Regular", 28):getWidth(day), 84),
        words("Yang perlu dibawa", "Bold", 30, WHITE, 1540, 164),
        words("Bukti pengambilan atau\nnomor registrasi\nSurat kuasa bila diwakilkan", "Regular", 24, WHITE, 1540, 216),
        words("Diperbarui " .. clock(), "SemiBold", 28, WHITE, 48, 1018),
    }
end

local function draw_around()
    fill(DARK, 0, 0, 1920, 132)
    fill(DARK, 356, 991, 1564, 89)
    fill(PANEL, 0, 991, 356, 89)
    fill(ACCENT, 0, 988, 1920, 3)
    fill(PANEL, 1508, 132, 412, 856)
    fill(WHITE, 1528, 508, 370, 370, 16)
    fill(ACCENT, 0, 132, 1508, BAR)
    draw_words(around, 0)
    draw_words(shown_place_words, 132)
end

local function draw_badge(kind)
    local canvas = g.newCanvas(136, 46)
    g.setCanvas(canvas)
    fill(colour(COLOURS[kind]), 0, 0, 136, 46, 9)
    local size = kind == "akta-lahir" and 20 or 24
    local width = font("Bold", size):getWidth(LABELS[kind])
    draw_words({ words(LABELS[kind], "Bold", size, WHITE, math.floor((136 - width) / 2), math.floor(23 - size * 0.62)) }, 0)
    g.setCanvas()
    return canvas
end

local function prepare(line)
    if line.bar then
        return place_words(line.bar)
    end
    local names, details = words("", "Bold", 36, WHITE, 0, 0), words("", "Regular", 22, QUIET, 0, 0)
    for i, row in ipairs(line) do
        names.text:add(row.name, 206 + (i - 1) * 754, 2)
        details.text:add("No. …" .. row.number .. "  ·  selesai Jum 20 Nov", 206 + (i - 1) * 754, 46)
    end
    return { names, details }
end

local function release(all)
    for _, w in ipairs(all) do
        w.text:release()
    end
end

local function draw_line(line, top)
    if line.bar then
        fill(ACCENT, 0, top, 1508, BAR)
    else
        fill(RULE, 0, top + LINE - 1, 1508, 1)
        g.setColor(WHITE)
        for i, row in ipairs(line) do
            g.draw(badges[row.kind], 50 + (i - 1) * 754, top + 15)
        end
    end
    draw_words(ready[line], top)
end

local function draw()
    while lines[first].y + lines[first].height <= y do
        release(ready[lines[first]] or {})
        ready[lines[first]] = nil
        first = first + 1
        if first > #lines then
            first, y = 1, y - list_height
        end
    end
    if clock() ~= shown_minute then
        release(around)
        shown_minute, around = clock(), around_words()
    end
    if lines[first].place ~= shown_place then
        release(shown_place_words)
        shown_place, shown_place_words = lines[first].place, place_words(lines[first].place)
    end
    draw_around()
    g.setScissor(0, 240, 1508, VIEW)
    g.clear(GROUND)
    local i, top = first, 240 + lines[first].y - y
    while top < 240 + VIEW do
        local line = lines[i]
        if not ready[line] then
            ready[line] = prepare(line)
        end
        draw_line(line, top)
        top = top + line.height
        i = i % #lines + 1
    end
    g.setScissor(356, 991, 1564, 89)
    g.setColor(WHITE)
    for left = 356 - x, 1920, ticker:getWidth() do
        g.draw(ticker, left, 1010)
    end
    g.setScissor()
    y, x = y + STEP, (x + STEP) % ticker:getWidth()
end

function love.load()
    local feed = assert(http.request(arg[3]))
    read(feed)
    local notices = "Pengambilan dokumen GRATIS. Laporkan pungli ke SP4N-LAPOR! 1708   ·   "
    for text in feed:match('"notices": (%b[])'):gmatch('"text": "([^"]*)"') do
        notices = notices .. text .. "   ·   "
    end
    ticker = g.newText(font("SemiBold", 36), notices)
    for kind in pairs(COLOURS) do
        badges[kind] = draw_badge(kind)
    end
    collectgarbage()
end

-- As LÖVE's own, but drawn by absolute deadlines, sixty a second.
function love.run()
    love.load()
    local due = love.timer.getTime()
    return function()
        love.event.pump()
        for name, status in love.event.poll() do
            if name == "quit" then
                return status or 0
            end
        end
        g.origin()
        draw()
        g.present()
        due = math.max(due + 1 / 60, love.timer.getTime() - 1 / 60)
        love.timer.sleep(math.max(due - love.timer.getTime(), 0))
    end
end
