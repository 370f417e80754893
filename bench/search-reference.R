# The same fits as the reference grid's in R: `Rscript search-reference.R FILE HORIZON ORIGIN…` prints their seconds.
# The smoothing grid is stats::HoltWinters with all parameters given, ARIMA and SARIMA are forecast::auto.arima.
suppressMessages(library(forecast))
arguments <- commandArgs(trailingOnly = TRUE)
values <- read.csv(arguments[1])[[2]]
horizon <- as.integer(arguments[2])
origins <- as.integer(arguments[-(1:2)])
tenths <- seq(0.1, 0.9, 0.1)
slow <- c(0.01, 0.05, 0.1, 0.15, 0.2)
fits <- 0
point <- function(fit) { fits <<- fits + 1; predict(fit, horizon) }
grid <- function(y) {
  for (alpha in tenths) {
    point(HoltWinters(y, alpha = alpha, beta = FALSE, gamma = FALSE))
    for (beta in slow) {
      point(HoltWinters(y, alpha = alpha, beta = beta, gamma = FALSE))
      for (gamma in slow) for (season in c("additive", "multiplicative"))
        point(HoltWinters(y, alpha = alpha, beta = beta, gamma = gamma, seasonal = season))
    }
  }
  for (window in 2:10) {
    fits <<- fits + 2
    rep(mean(tail(y, window)), horizon)
    sapply(seq_len(horizon), function(step) mean(tail(y[cycle(y) == (tsp(y)[3] * 0 + (cycle(y)[length(y)] + step - 1) %% 12 + 1)], window)))
  }
  fits <<- fits + 4
  forecast(tslm(y ~ trend), h = horizon)
  snaive(y, h = horizon)
  forecast(auto.arima(y, seasonal = FALSE), h = horizon)
  forecast(auto.arima(y), h = horizon)
}
started <- proc.time()[["elapsed"]]
for (origin in origins) grid(ts(head(values, length(values) + origin), frequency = 12))
cat(sprintf('{"seconds":%.3f,"fits":%d}\n', proc.time()[["elapsed"]] - started, as.integer(fits)))
