# Guerrero's lambda by R's forecast package, to compare ours with.
#   Rscript src/engine/forecasters/method/reference.R > src/engine/forecasters/method/reference.json
suppressMessages(library(forecast))
sets <- list(
  AirPassengers = AirPassengers, UKgas = UKgas, nottem = nottem, Nile = Nile, lynx = lynx,
  WWWusage = WWWusage, sunspots = window(sunspot.month, 1950, c(1979, 12)) + 1, UKDriverDeaths = UKDriverDeaths
)
rows <- lapply(names(sets), function(name) {
  y <- sets[[name]]
  lambda <- BoxCox.lambda(y, method = "guerrero", lower = 0, upper = 2)
  z <- BoxCox(y, lambda)
  sprintf('{"name":"%s","season":%d,"lambda":%.8f,"first":%.10g,"last":%.10g}', name, frequency(y), lambda, z[1], z[length(z)])
})
cat(sprintf('{"forecast":"%s","series":[\n%s\n]}\n', packageVersion("forecast"), paste(unlist(rows), collapse = ",\n")))
