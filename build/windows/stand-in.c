/*
 * What tests of the packaging take for Electron's executable on Windows, which can't be fetched on a closed network: it holds
 * fuses as Electron's does, says what it was started with, echoes its standard input, and ends with the code it is told.
 */
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

/* Electron's marker, version 1 and nine fuses as they are when nobody has set them. */
const volatile char fuses[] = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\x01\x09" "101100011";

int wmain(int count, wchar_t **words) {
  int code = fuses[0] == 0;
  for (int index = 1; index < count; index++) {
    wprintf(L"%ls\n", words[index]);
    if (wcsncmp(words[index], L"exit=", 5) == 0) code = (int)wcstol(words[index] + 5, NULL, 10);
  }
  fflush(stdout);
  if (count > 1 && wcscmp(words[count - 1], L"echo") == 0) {
    for (int letter = getchar(); letter != EOF; letter = getchar()) putchar(letter);
  }
  fputs("on standard error\n", stderr);
  return code;
}
