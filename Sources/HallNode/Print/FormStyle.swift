/// The style sheet of all papers: A4, black on white, the fonts of official papers where the machine has them. Nothing
/// depends on a printed background, which browsers leave out.
enum FormStyle {
    static let sheet: Markup = #"""
        @page {
          size: A4; margin: 15mm 20mm 15mm 24mm;
          @bottom-right { content: "第 " counter(page) " 页 / 共 " counter(pages) " 页"; font-size: 9pt; }
        }
        * { box-sizing: border-box; }
        html { background: #fff; color: #000; }
        body { margin: 0; font: 12pt/1.5 "FangSong", "FangSong_GB2312", "STFangsong", "Noto Serif CJK SC",
          "Noto Serif SC", "Source Han Serif SC", "SimSun", "Songti SC", serif; overflow-wrap: anywhere; }
        small { font: 8.5pt/1.3 "Liberation Serif", "Times New Roman", serif; color: #333; }
        table { width: 100%; border-collapse: collapse; }
        .sheet > thead > tr > td, .sheet > tbody > tr > td { padding: 0 1px; }
        .running { display: flex; justify-content: space-between; gap: 6mm; font-size: 9pt; line-height: 1.4;
          border-bottom: .5pt solid #000; padding-bottom: 1mm; margin-bottom: 3mm; }
        .running .case { white-space: nowrap; }
        .practice { border: 1.5pt dashed #000; padding: 1mm; margin-bottom: 2mm; text-align: center; font-size: 12pt;
          font-weight: bold; line-height: 1.4; }
        .mark { font-weight: bold; border: 1pt solid #000; padding: 0 1.5mm; margin-left: 2mm; white-space: nowrap; }
        .issuer { text-align: center; font-size: 16pt; line-height: 1.4; letter-spacing: .05em; }
        h1 { text-align: center; font: bold 22pt/1.35 "FZXiaoBiaoSong-B05S", "Noto Serif CJK SC", "Noto Serif SC",
          "Source Han Serif SC", "SimSun", "Songti SC", serif; margin: 1mm 0 0; }
        .english { text-align: center; margin: 0 0 2mm; }
        .document { text-align: center; font-size: 11pt; margin: 0 0 3mm; }
        .number { border: 1.2pt solid #000; padding: 1.5mm 3mm; margin: 0 0 3mm; display: flex; flex-wrap: wrap;
          justify-content: space-between; align-items: baseline; gap: 1mm 6mm; break-inside: avoid; }
        .number b { font: bold 17pt/1.2 "Liberation Mono", "DejaVu Sans Mono", "Courier New", monospace; }
        .number .label { font-size: 10.5pt; line-height: 1.3; }
        .to { margin: 0 0 2mm; font-weight: bold; }
        p { margin: 0 0 1.5mm; text-align: justify; }
        p.body { text-indent: 2em; }
        .given { white-space: pre-line; border-left: 2pt solid #000; padding-left: 4mm; margin: 0 0 3mm 2em; }
        .keep { break-inside: avoid; }
        h2 { font: bold 13pt/1.5 "SimHei", "Noto Sans CJK SC", "Source Han Sans SC", "Noto Serif CJK SC", sans-serif;
          margin: 3mm 0 1mm; break-after: avoid; }
        .fields, .list { margin: 0 0 3mm; font-size: 11pt; line-height: 1.4; }
        .fields th, .fields td, .list th, .list td { border: .6pt solid #000; padding: .7mm 2mm; vertical-align: top;
          text-align: left; }
        .fields th { width: 50mm; font-weight: normal; }
        .fields th small, .list th small { margin-left: 1.5mm; }
        .fields tr { break-inside: avoid; }
        .fields td, .list td { white-space: pre-line; }
        .list thead { display: table-header-group; }
        .list tr { break-inside: avoid; }
        .list .no { width: 19mm; text-align: center; }
        .list .form { width: 24mm; }
        .list .copies { width: 24mm; text-align: center; }
        .list th { font-weight: bold; }
        .foot { display: flex; justify-content: space-between; align-items: flex-end; gap: 5mm; margin-top: 3mm;
          break-inside: avoid; break-before: avoid; }
        .foot .sign { flex: 1; font-size: 11.5pt; }
        .foot .sign p { margin: 0 0 2.5mm; text-align: left; }
        .proof { text-align: center; line-height: 1.1; }
        .proof small { font-size: 7pt; }
        .qr { display: block; width: 27mm; height: 27mm; margin: 0 auto; }
        .seal { width: 48mm; min-height: 36mm; position: relative; display: flex; flex-direction: column;
          align-items: center; justify-content: center; text-align: center; line-height: 1.5; }
        .seal .place { position: absolute; top: 0; left: 6mm; width: 36mm; height: 36mm; border: .8pt dashed #777;
          border-radius: 50%; color: #555; font-size: 9pt; padding-top: 4mm; }
        .printed { margin-top: 2mm; border-top: .5pt solid #000; padding-top: .5mm; font-size: 8pt; line-height: 1.4;
          break-inside: avoid; }
        @media screen {
          html { background: #ddd; }
          body { width: 210mm; min-height: 297mm; margin: 8mm auto; padding: 18mm 20mm 16mm 24mm; background: #fff; }
        }
        """#
}
