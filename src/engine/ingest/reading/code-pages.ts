/** Code pages of DOS, which the web's decoder lacks: [128 … 255] their characters. */
const characters: Readonly<Record<string, string>> = {
  ibm850:
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0",
  ibm852:
    "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u00ad˝˛ˇ˘§÷¸°¨˙űŘř■\u00a0",
};

export function isCodePage(label: string): boolean {
  return label in characters;
}

/** Every byte is a character, so that nothing is ever left over between chunks. */
export class CodePageDecoder {
  readonly #upper: string;

  constructor(label: string) {
    this.#upper = characters[label] ?? "";
  }

  decode(bytes: Uint8Array = new Uint8Array(0)): string {
    const parts: string[] = [];
    let text = "";
    for (const byte of bytes) {
      text += byte < 128 ? String.fromCharCode(byte) : (this.#upper[byte - 128] ?? "");
      if (text.length < 4096) continue;
      parts.push(text);
      text = "";
    }
    return parts.join("") + text;
  }
}
