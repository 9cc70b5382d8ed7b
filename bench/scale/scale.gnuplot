# What things cost as a warehouse grows, on logarithmic scales: a line along the grid's diagonal
# grows with the warehouse, a level one does not. Run by plot.sh, which sets data and out.
# Columns of data, with tabs between: components; then milliseconds of a deposit, a reuse answer, a
# get, a search by number, a search by words; seconds of a start, a check (processor), a check of all
# data (processor), a first backup, a second, a restore (processor); megabytes of a server, a check,
# a restore.
set terminal svg size 1080,480 font "Liberation Sans,12" background "white"
set output out
set datafile separator "\t"
set datafile missing "?"
set logscale xy
set format x "%.0s%c"
set xlabel "components"
set grid lt 1 lc rgb "#dddddd"
set border 3
set tics nomirror
set key below maxrows 6 samplen 1.5
set style data linespoints
set linetype 1 lc rgb "#c0392b" lw 2 pt 7 ps 0.6
set linetype 2 lc rgb "#2c6fbb" lw 2 pt 7 ps 0.6
set linetype 3 lc rgb "#2e8b57" lw 2 pt 7 ps 0.6
set linetype 4 lc rgb "#d68910" lw 2 pt 7 ps 0.6
set linetype 5 lc rgb "#7d3c98" lw 2 pt 7 ps 0.6
set linetype 6 lc rgb "#566573" lw 2 pt 7 ps 0.6
set multiplot layout 1,3
set title "One at a time, p50, ms"
plot data using 1:2 title "deposit", "" using 1:3 title "reuse, 200 papers", \
     "" using 1:4 title "get", "" using 1:5 title "search by number", \
     "" using 1:6 title "search, six words"
set title "All of it, s"
plot data using 1:7 title "start, nothing cached", "" using 1:8 title "check", \
     "" using 1:9 title "check --read-data", "" using 1:10 title "first backup", \
     "" using 1:11 title "second backup", "" using 1:12 title "restore"
set title "Memory of its own, MB"
plot data using 1:13 title "server", "" using 1:14 title "check", "" using 1:15 title "restore"
unset multiplot
