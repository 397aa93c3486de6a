/** Where a person writes and hands files in. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { toast } from './api.js';
import { html, Icon, sizeWords } from './html.js';
import { keep, kept } from './kept.js';

const MOST_MB = 50;
const MOST_BYTES = MOST_MB * 1024 * 1024;

/**
 * @param {{
 *   place: string,
 *   commands: readonly string[],
 *   files: readonly File[],
 *   addFiles: (files: readonly File[]) => void,
 *   removeFile: (file: File) => void,
 *   send: (text: string, files: readonly File[]) => void,
 * }} props
 */
export function Composer({ place, commands, files, addFiles, removeFile, send }) {
  /** @type {string | undefined} */
  const typed = kept(place);
  const [text, setShown] = useState(typed ?? '');
  /**
   * What is typed stays on this device until it is sent.
   * @param {string} words
   */
  const setText = (words) => {
    setShown(words);
    keep(place, words === '' ? undefined : words);
  };
  const area = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const picker = useRef(/** @type {HTMLInputElement | null} */ (null));

  useEffect(() => {
    if (!area.current) return;
    area.current.style.height = 'auto';
    area.current.style.height = `${area.current.scrollHeight + 2}px`;
  }, [text]);

  const submit = () => {
    const words = text.trim();
    if (words === '' && files.length === 0) return;
    setText('');
    send(words, files);
  };
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    // Enter that picks a word of the input method is not meant for us.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  };
  /** @param {string} command */
  const useCommand = (command) => {
    if (!command.endsWith(' ')) return send(command, []);
    setText(command);
    area.current?.focus();
  };

  return html`
    <div class="composer">
      <div class="composer-inner">
        <div class="commands" role="group" aria-label="常用命令">
          ${commands.map(
            (command) =>
              html`<button type="button" class="command" key=${command} onClick=${() => useCommand(command)}>
                ${command.endsWith(' ') ? `${command.trim()}…` : command}
              </button>`,
          )}
        </div>
        ${
          files.length > 0 &&
          html`<div class="tray" aria-label="待发送的文件">
            ${files.map(
              (file) =>
                html`<span class="tray-file" key=${file.name + file.size}>
                  <span>${file.name}</span><span class="quiet">${sizeWords(file.size)}</span>
                  <button
                    type="button"
                    class="icon-button"
                    aria-label=${`去掉 ${file.name}`}
                    onClick=${() => removeFile(file)}
                  >
                    <${Icon} name="close" />
                  </button>
                </span>`,
            )}
          </div>`
        }
        <div class="write">
          <button
            type="button"
            class="icon-button"
            aria-label="选择文件"
            title="发送文件（可多选，合计不超过 ${MOST_MB} MB）"
            onClick=${() => picker.current?.click()}
          >
            <${Icon} name="clip" />
          </button>
          <input
            type="file"
            multiple
            hidden
            ref=${picker}
            data-file-picker
            onChange=${(/** @type {{ currentTarget: HTMLInputElement }} */ { currentTarget }) => {
              addFiles([...(currentTarget.files ?? [])]);
              currentTarget.value = '';
            }}
          />
          <textarea
            ref=${area}
            rows="1"
            maxlength="4000"
            aria-label="输入消息"
            placeholder="输入消息或命令"
            value=${text}
            onInput=${(/** @type {{ currentTarget: HTMLTextAreaElement }} */ { currentTarget }) =>
              setText(currentTarget.value)}
            onKeyDown=${onKey}
          ></textarea>
          <button
            type="button"
            class="button primary"
            disabled=${text.trim() === '' && files.length === 0}
            onClick=${submit}
          >
            发送
          </button>
        </div>
      </div>
    </div>
  `;
}

/**
 * The files together, unless they are too large: then a word about it and what was there before.
 * @param {readonly File[]} before
 * @param {readonly File[]} added
 */
export function withinLimit(before, added) {
  const files = [...before, ...added];
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  if (bytes <= MOST_BYTES) return files;
  const [only, another] = added;
  const name = only && !another ? `“${only.name}”` : `${added.length} 个文件`;
  toast({
    tone: 'bad',
    text: `${name}加入后共 ${sizeWords(bytes)}，超过一次 ${MOST_MB} MB 的上限，没有加入。请拆分或删去图片后再发`,
  });
  return before;
}
