"""House rules that import contracts cannot see. Each failure names the file and the line to mend."""
