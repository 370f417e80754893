; setup.exe, by makensis and its standard parts alone. /S asks nothing; /AllUsers or /CurrentUser, /D=FOLDER (last, without quotes).
; Written by scripts/package/nsis.mjs.
Unicode true
SetCompressor {{COMPRESSOR}}
ManifestDPIAware true
Name "{{NAME}}"
OutFile "{{OUT}}"
BrandingText "{{NAME}} {{VERSION}}"

!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_MUI
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_USE_PROGRAMFILES64
!define MULTIUSER_INSTALLMODE_INSTDIR "{{NAME}}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_KEY "Software\{{NAME}}\Setup"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_VALUENAME "Folder"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_KEY "Software\{{NAME}}\Setup"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_VALUENAME "Folder"
!include MultiUser.nsh
!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include x64.nsh

!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\{{NAME}}"
!define MUI_ICON "{{ICON}}"
!define MUI_UNICON "{{ICON}}"
!define MUI_ABORTWARNING
!insertmacro MUI_PAGE_LICENSE "{{LICENCE}}"
!insertmacro MULTIUSER_PAGE_INSTALLMODE
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

VIProductVersion "{{NUMBERS}}.0"
VIAddVersionKey "ProductName" "{{NAME}}"
VIAddVersionKey "CompanyName" "{{PUBLISHER}}"
VIAddVersionKey "LegalCopyright" "{{COPYRIGHT}}"
VIAddVersionKey "FileDescription" "{{NAME}} setup"
VIAddVersionKey "FileVersion" "{{VERSION}}"
VIAddVersionKey "ProductVersion" "{{VERSION}}"

; A program that runs can't be written to. Nothing is replaced under it: close it and try again; silently, exit code 32.
!macro REFUSE_WHILE_RUNNING
  ${If} ${FileExists} "$INSTDIR\{{NAME}}.exe"
    ClearErrors
    FileOpen $0 "$INSTDIR\{{NAME}}.exe" a
    ${DoWhile} ${Errors}
      ${If} ${Silent}
        SetErrorLevel 32
        Quit
      ${EndIf}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "{{NAME}} is running. Close its windows, then try again." IDRETRY +3
      SetErrorLevel 32
      Quit
      ClearErrors
      FileOpen $0 "$INSTDIR\{{NAME}}.exe" a
    ${Loop}
    FileClose $0
  ${EndIf}
!macroend

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_ICONSTOP "{{NAME}} needs a 64-bit Windows." /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
  SetRegView 64
  !insertmacro MULTIUSER_INIT
FunctionEnd

Function un.onInit
  SetRegView 64
  !insertmacro MULTIUSER_UNINIT
FunctionEnd

Section
  !insertmacro REFUSE_WHILE_RUNNING
  ; Files that the new version no longer has must not stay.
{{REMOVE_OLD}}
{{INSTALL}}
  SetOutPath "$INSTDIR"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\{{NAME}}.lnk" "$INSTDIR\{{NAME}}.exe"
{{REGISTER}}
  WriteRegStr SHCTX "Software\{{NAME}}\Setup" "Folder" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayName" "{{NAME}}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayVersion" "{{VERSION}}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "Publisher" "{{PUBLISHER}}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\{{NAME}}.exe"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode'
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode /S'
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "EstimatedSize" {{KIBIBYTES}}
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoRepair" 1
  ${If} $MultiUser.InstallMode == "AllUsers"
    nsExec::Exec '"$INSTDIR\bin\{{COMMAND}}-path.exe" add machine "$INSTDIR\bin"'
  ${Else}
    nsExec::Exec '"$INSTDIR\bin\{{COMMAND}}-path.exe" add user "$INSTDIR\bin"'
  ${EndIf}
  Pop $0
SectionEnd

; What users made stays, unless /DELETEUSERDATA is given or the question is answered with yes; and then this account's alone.
Section Uninstall
  !insertmacro REFUSE_WHILE_RUNNING
  ${If} $MultiUser.InstallMode == "AllUsers"
    nsExec::Exec '"$INSTDIR\bin\{{COMMAND}}-path.exe" remove machine "$INSTDIR\bin"'
  ${Else}
    nsExec::Exec '"$INSTDIR\bin\{{COMMAND}}-path.exe" remove user "$INSTDIR\bin"'
  ${EndIf}
  Pop $0
{{REMOVE}}
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\{{NAME}}.lnk"
{{UNREGISTER}}
  DeleteRegKey SHCTX "${UNINSTALL_KEY}"
  DeleteRegKey SHCTX "Software\{{NAME}}\Setup"
  DeleteRegKey /ifempty SHCTX "Software\{{NAME}}"
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/DELETEUSERDATA" $1
  ${If} ${Errors}
    MessageBox MB_YESNO|MB_DEFBUTTON2 "Delete settings, corrections, projects' data and caches of this account, too?" /SD IDNO IDNO keep
  ${EndIf}
  SetShellVarContext current
  RMDir /r "$APPDATA\{{NAME}}"
  keep:
SectionEnd
