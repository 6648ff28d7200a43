-- A window as large as the screen, and only the modules that a board needs.
function love.conf(t)
    t.identity = "bench-peers"
    t.window.title = "Dokumen Siap Diambil"
    t.window.width, t.window.height = 1920, 1080
    t.window.borderless = true
    t.window.vsync = 1 -- where there is none, main.lua waits by the clock
    for _, module in ipairs({ "audio", "sound", "physics", "joystick", "touch", "video", "mouse", "thread" }) do
        t.modules[module] = false
    end
end
