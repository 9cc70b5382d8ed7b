# What Kho takes beside each peer: median and range over the runs, 1 is the same. Run by plot.sh, which sets
# data, out and heading. Columns of data, with tabs between: name, median, least, most, colour (1 Kho takes
# less, 2 more).
rows = int(system("wc -l <'".data."'"))
set terminal svg size 900,110 + 22 * rows font "Liberation Sans,12" background "white"
set output out
set datafile separator "\t"
set title heading.": what Kho takes / what the peer takes"
set xlabel "time, bytes, inverse rate: below 1 Kho takes less"
set format x "%g"
set logscale x
set xrange [*:*]
set yrange [rows - 0.4:-0.6]
set grid xtics lt 1 lc rgb "#dddddd"
set arrow 1 from first 1, graph 0 to first 1, graph 1 nohead lc rgb "#444444"
set border 3
set tics nomirror
set ytics noenhanced scale 0 font ",11"
set key off
set linetype 1 lc rgb "#2e7d32"
set linetype 2 lc rgb "#c0392b"
plot data using 2:0:3:4:5:ytic(1) with xerrorbars pt 0 lc variable, \
     "" using 2:0:5 with points pt 7 ps 0.5 lc variable
