module dev.apiaccess/standin

go 1.26
