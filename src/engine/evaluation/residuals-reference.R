# Autocorrelations and Ljung-Box tests by R, to compare ours with.
#   Rscript src/engine/evaluation/residuals-reference.R > src/engine/evaluation/residuals-reference.json
num <- function(x) paste0("[", paste(ifelse(is.na(x), "null", format(as.numeric(x), digits = 10, scientific = FALSE, trim = TRUE)), collapse = ","), "]")
one <- function(x) format(as.numeric(x), digits = 12, scientific = TRUE, trim = TRUE)
set.seed(11)
noise <- round(rnorm(80), 6)
smooth <- round(as.numeric(arima.sim(list(ar = 0.6), 120)), 6)
gappy <- replace(smooth, c(1:5, 40, 41, 77, 120), NA)
arima <- round(as.numeric(residuals(stats::arima(log(AirPassengers), c(0, 1, 1), list(order = c(0, 1, 1), period = 12)))), 8)
rows <- c()
for (name in c("noise", "smooth", "gappy", "arima")) {
  x <- get(name)
  for (lag in c(5, 24)) for (fitdf in c(0, 2)) {
    test <- Box.test(x, lag = lag, type = "Ljung-Box", fitdf = fitdf)
    rows <- c(rows, sprintf('{"name":"%s","residuals":%s,"lags":%d,"estimated":%d,"acf":%s,"statistic":%s,"p":%s}', name,
      num(x), lag, fitdf, num(acf(x, lag.max = lag, plot = FALSE, na.action = na.pass)$acf[-1]), one(test$statistic), one(test$p.value)))
  }
}
cat(sprintf('{"R":"%s","tests":[%s]}\n', paste(R.version$major, R.version$minor, sep = "."), paste(rows, collapse = ",\n")))
