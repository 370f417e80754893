# Decompositions by R's stl, to compare ours with.
#   Rscript src/engine/forecasters/decomposition/stl-reference.R > src/engine/forecasters/decomposition/stl-reference.json
num <- function(x) paste0("[", paste(format(as.numeric(x), digits = 9, scientific = FALSE, trim = TRUE), collapse = ","), "]")
one <- function(name, y, window) {
  parts <- stl(y, s.window = window, s.jump = 1, t.jump = 1, l.jump = 1)$time.series
  sprintf('{"name":"%s","season":%d,"window":%d,"values":%s,"seasonal":%s,"trend":%s}',
    name, frequency(y), window, num(y), num(parts[, "seasonal"]), num(parts[, "trend"]))
}
cat(paste0("[", paste(c(one("nottem", nottem, 7), one("UKgas", UKgas, 11), one("co2", window(co2, 1985), 15)), collapse = ",\n"), "]\n"))
