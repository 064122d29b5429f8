/// The style sheet of all papers: A4, black on white, the fonts of official papers where the machine has them. Nothing
/// depends on a printed background, which browsers leave out.
enum FormStyle {
    static let sheet: Markup = #"""
        @page {
          size: A4; margin: 18mm 20mm 16mm 24mm;
          @bottom-right { content: "第 " counter(page) " 页 / 共 " counter(pages) " 页"; font-size: 9pt; }
        }
        * { box-sizing: border-box; }
        html { background: #fff; color: #000; }
        body { margin: 0; font: 13pt/1.65 "FangSong", "FangSong_GB2312", "STFangsong", "Noto Serif CJK SC",
          "Noto Serif SC", "Source Han Serif SC", "SimSun", "Songti SC", serif; overflow-wrap: anywhere; }
        small { font: 8.5pt/1.3 "Liberation Serif", "Times New Roman", serif; color: #333; }
        table { width: 100%; border-collapse: collapse; }
        .sheet > thead > tr > td, .sheet > tbody > tr > td { padding: 0; }
        .running { display: flex; justify-content: space-between; gap: 6mm; font-size: 9pt; line-height: 1.4;
          border-bottom: .5pt solid #000; padding-bottom: 1mm; margin-bottom: 4mm; }
        .running .case { white-space: nowrap; }
        .practice { border: 1.5pt dashed #000; padding: 1mm; margin-bottom: 2mm; text-align: center; font-size: 12pt;
          font-weight: bold; line-height: 1.4; }
        .mark { font-weight: bold; border: 1pt solid #000; padding: 0 1.5mm; margin-left: 2mm; white-space: nowrap; }
        .issuer { text-align: center; font-size: 16pt; line-height: 1.4; letter-spacing: .05em; }
        h1 { text-align: center; font: bold 22pt/1.35 "FZXiaoBiaoSong-B05S", "Noto Serif CJK SC", "Noto Serif SC",
          "Source Han Serif SC", "SimSun", "Songti SC", serif; margin: 1mm 0 0; }
        .english { text-align: center; margin: 0 0 2mm; }
        .document { text-align: center; font-size: 11pt; margin: 0 0 3mm; }
        .number { border: 1.2pt solid #000; padding: 1.5mm 3mm; margin: 0 0 4mm; display: flex; flex-wrap: wrap;
          justify-content: space-between; align-items: baseline; gap: 1mm 6mm; break-inside: avoid; }
        .number b { font: bold 17pt/1.4 "Liberation Mono", "DejaVu Sans Mono", "Courier New", monospace; }
        .number span { font-size: 11pt; }
        .to { margin: 0 0 2mm; font-weight: bold; }
        p { margin: 0 0 2mm; text-align: justify; }
        p.body { text-indent: 2em; }
        .given { white-space: pre-line; border-left: 2pt solid #000; padding-left: 4mm; margin: 0 0 3mm 2em; }
        .keep { break-inside: avoid; }
        h2 { font: bold 13pt/1.5 "SimHei", "Noto Sans CJK SC", "Source Han Sans SC", "Noto Serif CJK SC", sans-serif;
          margin: 3mm 0 1mm; break-after: avoid; }
        .fields, .list { margin: 0 0 3mm; font-size: 11.5pt; line-height: 1.45; }
        .fields th, .fields td, .list th, .list td { border: .6pt solid #000; padding: 1mm 2mm; vertical-align: top;
          text-align: left; }
        .fields th { width: 34mm; font-weight: normal; }
        .fields th small, .list th small { display: block; }
        .fields td, .list td { white-space: pre-line; }
        .list thead { display: table-header-group; }
        .list tr { break-inside: avoid; }
        .list .no { width: 12mm; text-align: center; }
        .list .form { width: 22mm; }
        .list .copies { width: 16mm; text-align: center; }
        .list th { font-weight: bold; }
        .foot { display: flex; justify-content: space-between; align-items: flex-end; gap: 8mm; margin-top: 6mm;
          break-inside: avoid; }
        .foot .sign { flex: 1; font-size: 11.5pt; }
        .foot .sign p { margin: 0 0 4mm; text-align: left; }
        .seal { width: 74mm; text-align: center; line-height: 1.6; }
        .seal .place { border: .8pt dashed #555; border-radius: 50%; width: 40mm; height: 40mm; margin: 0 auto 2mm;
          display: flex; align-items: center; justify-content: center; color: #555; font-size: 11pt; }
        .printed { margin-top: 4mm; border-top: .5pt solid #000; padding-top: 1mm; font-size: 9pt; line-height: 1.4;
          break-inside: avoid; }
        @media screen {
          html { background: #ddd; }
          body { width: 210mm; min-height: 297mm; margin: 8mm auto; padding: 18mm 20mm 16mm 24mm; background: #fff; }
        }
        """#
}
