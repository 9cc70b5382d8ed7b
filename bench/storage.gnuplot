# Bars of the bytes that each system stores. Run by plot.sh, which sets data, out and heading.
# Columns of data, with tabs between: system, megabytes, colour (1 a peer, 2 Kho).
set terminal svg size 760,400 font "Liberation Sans,13" background "white"
set output out
set datafile separator "\t"
set title "Stored bytes: ".heading
set xlabel "MB stored"
set xrange [0:*]
set yrange [*:*] reverse
set offsets 0, graph 0.08, 0.6, 0.6
set style fill solid 0.9 noborder
set grid xtics lt 1 lc rgb "#dddddd"
set border 3
set tics nomirror
set ytics noenhanced scale 0
set key off
set linetype 1 lc rgb "#8899aa"
set linetype 2 lc rgb "#c0392b"
plot data using ($2 / 2):0:(0):2:($0 - 0.36):($0 + 0.36):3:ytic(1) with boxxyerror lc variable, \
     "" using 2:0:(sprintf("%.0f", $2)) with labels left offset 0.6,0
