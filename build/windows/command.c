/*
 * bin\fantail.exe: the console command. Electron's own executable is a program for windows: a console does not wait for it and
 * shows nothing of it. This one starts it with the console's handles, waits, and returns its exit code. With files instead of a
 * command it opens the window and is done.
 */
#define WIN32_LEAN_AND_MEAN
#define _WIN32_WINNT 0x0602
#include <windows.h>
#include <wchar.h>

/* COMMANDS, FLAGS and EXECUTABLE come from scripts/package/windows-command.mjs. */
static const wchar_t *const commands[] = {COMMANDS};

enum { failed = 70, unlimited = 32767 };

static int say(const wchar_t *what) {
  char text[1024];
  int length = WideCharToMultiByte(CP_UTF8, 0, what, -1, text, sizeof text, NULL, NULL);
  DWORD written;
  if (length > 1) WriteFile(GetStdHandle(STD_ERROR_HANDLE), text, (DWORD)length - 1, &written, NULL);
  return failed;
}

/* Ctrl-C reaches every program of a console. The application ends by it in its own time; until then we wait. */
static BOOL WINAPI stay(DWORD event) { return event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT; }

/* What follows the first word of a command line, with its quotes as they were typed. */
static const wchar_t *after_word(const wchar_t *line) {
  int quoted = 0;
  for (; *line != 0 && (quoted || (*line != L' ' && *line != L'\t')); line++) {
    if (*line == L'"') quoted = !quoted;
  }
  while (*line == L' ' || *line == L'\t') line++;
  return line;
}

static int is_command(const wchar_t *line) {
  size_t length = (size_t)(after_word(line) - line);
  while (length > 0 && (line[length - 1] == L' ' || line[length - 1] == L'\t')) length--;
  for (size_t index = 0; index < sizeof commands / sizeof *commands; index++) {
    if (wcslen(commands[index]) == length && wcsncmp(commands[index], line, length) == 0) return 1;
  }
  return 0;
}

int wmain(void) {
  static wchar_t program[unlimited], line[unlimited];
  DWORD length = GetModuleFileNameW(NULL, program, unlimited - 64);
  if (length == 0 || length >= unlimited - 64) return say(L"fantail: its own folder is not known\n");
  for (int level = 0; level < 2; level++) {
    wchar_t *slash = wcsrchr(program, L'\\');
    if (slash == NULL) return say(L"fantail: it is not where it was installed\n");
    *slash = 0;
  }
  wcscat(program, L"\\" EXECUTABLE);

  const wchar_t *words = after_word(GetCommandLineW());
  int waits = is_command(words);
  const wchar_t *flags = waits ? FLAGS : L"";
  if (wcslen(program) + wcslen(flags) + wcslen(words) + 8 > unlimited) return say(L"fantail: the command is too long\n");
  wcscpy(line, L"\"");
  wcscat(line, program);
  wcscat(line, L"\" ");
  wcscat(line, flags);
  wcscat(line, words);

  STARTUPINFOEXW start;
  ZeroMemory(&start, sizeof start);
  start.StartupInfo.cb = sizeof start;
  PROCESS_INFORMATION process;
  DWORD how = EXTENDED_STARTUPINFO_PRESENT | CREATE_SUSPENDED;
  static char room[256];
  HANDLE handles[3];
  DWORD count = 0;
  if (waits) {
    /* These three and no other handle of ours. The same one may stand for two. */
    const DWORD which[3] = {STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};
    HANDLE standard[3];
    for (int index = 0; index < 3; index++) {
      HANDLE handle = standard[index] = GetStdHandle(which[index]);
      if (handle == NULL || handle == INVALID_HANDLE_VALUE) continue;
      if (!SetHandleInformation(handle, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT)) continue;
      DWORD known = 0;
      while (known < count && handles[known] != handle) known++;
      if (known == count) handles[count++] = handle;
    }
    SIZE_T size = sizeof room;
    LPPROC_THREAD_ATTRIBUTE_LIST list = (LPPROC_THREAD_ATTRIBUTE_LIST)room;
    if (count > 0 && InitializeProcThreadAttributeList(list, 1, 0, &size) &&
        UpdateProcThreadAttribute(list, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles, count * sizeof *handles, NULL, NULL)) {
      start.lpAttributeList = list;
      start.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
      start.StartupInfo.hStdInput = standard[0];
      start.StartupInfo.hStdOutput = standard[1];
      start.StartupInfo.hStdError = standard[2];
    }
    SetConsoleCtrlHandler(stay, TRUE);
  }
  if (!CreateProcessW(program, line, NULL, NULL, count > 0, how, NULL, NULL, &start.StartupInfo, &process)) {
    return say(L"fantail: " EXECUTABLE L" could not be started; install Fantail again\n");
  }
  if (!waits) {
    ResumeThread(process.hThread);
    return 0;
  }
  /* Whoever ends this program ends the application with it. */
  HANDLE job = CreateJobObjectW(NULL, NULL);
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits;
  ZeroMemory(&limits, sizeof limits);
  limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
  if (job != NULL && SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits)) {
    AssignProcessToJobObject(job, process.hProcess);
  }
  ResumeThread(process.hThread);
  WaitForSingleObject(process.hProcess, INFINITE);
  DWORD code = failed;
  GetExitCodeProcess(process.hProcess, &code);
  return (int)code;
}
