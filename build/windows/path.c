/*
 * bin\fantail-path.exe add|remove machine|user FOLDER: puts a folder into the PATH of the registry, or takes it out. setup.exe
 * runs it, because its own language holds 1,024 characters of a text and would cut a longer PATH short.
 */
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <shellapi.h>
#include <wchar.h>

static const wchar_t machine_key[] = L"SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment";

/* Leaves out `folder` wherever it stands between semicolons, ignoring case and a backslash at its end. */
static void without(const wchar_t *path, const wchar_t *folder, wchar_t *result) {
  size_t wanted = wcslen(folder);
  *result = 0;
  while (*path != 0) {
    size_t length = wcscspn(path, L";");
    size_t bare = length > 0 && path[length - 1] == L'\\' ? length - 1 : length;
    if (length > 0 && !(bare == wanted && _wcsnicmp(path, folder, wanted) == 0)) {
      if (*result != 0) wcscat(result, L";");
      wcsncat(result, path, length);
    }
    path += length;
    while (*path == L';') path++;
  }
}

int wmain(void) {
  int count;
  wchar_t **words = CommandLineToArgvW(GetCommandLineW(), &count);
  if (words == NULL || count != 4) return 2;
  int is_add = wcscmp(words[1], L"add") == 0;
  int is_machine = wcscmp(words[2], L"machine") == 0;
  wchar_t *folder = words[3];
  size_t length = wcslen(folder);
  if (length > 0 && folder[length - 1] == L'\\') folder[--length] = 0;
  if (length == 0 || length > 1024 || wcschr(folder, L';') != NULL) return 2;

  HKEY key;
  if (RegCreateKeyExW(is_machine ? HKEY_LOCAL_MACHINE : HKEY_CURRENT_USER, is_machine ? machine_key : L"Environment", 0, NULL,
                      0, KEY_READ | KEY_WRITE | KEY_WOW64_64KEY, NULL, &key, NULL) != ERROR_SUCCESS) {
    return 5;
  }
  DWORD type = REG_EXPAND_SZ, bytes = 0;
  LONG found = RegQueryValueExW(key, L"Path", NULL, &type, NULL, &bytes);
  if (found != ERROR_SUCCESS && found != ERROR_FILE_NOT_FOUND) return 5;
  if (type != REG_SZ && type != REG_EXPAND_SZ) return 13;
  wchar_t *old = (wchar_t *)HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, bytes + sizeof(wchar_t));
  wchar_t *result = (wchar_t *)HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, bytes + (length + 2) * sizeof(wchar_t));
  if (old == NULL || result == NULL) return 8;
  if (found == ERROR_SUCCESS && RegQueryValueExW(key, L"Path", NULL, &type, (BYTE *)old, &bytes) != ERROR_SUCCESS) return 5;
  without(old, folder, result);
  if (is_add) {
    if (*result != 0) wcscat(result, L";");
    wcscat(result, folder);
  }
  if (wcscmp(old, result) == 0) return 0;
  /* With its kind: %SystemRoot% in it stays a variable. */
  if (RegSetValueExW(key, L"Path", 0, type, (const BYTE *)result, (DWORD)((wcslen(result) + 1) * sizeof(wchar_t))) != ERROR_SUCCESS) {
    return 5;
  }
  SendMessageTimeoutW(HWND_BROADCAST, WM_SETTINGCHANGE, 0, (LPARAM)L"Environment", SMTO_ABORTIFHUNG, 2000, NULL);
  return 0;
}
