package org.jieshui.print;

/** The look that every paper shares: A4, the embedded font, the page's number, tables with hairlines. */
final class Style {

    private Style() {}

    static String of(String language) {
        var number = language != null && language.startsWith("en") ? "\"Page \" counter(page) \" of \" counter(pages)" : "\"第 \" counter(page) \" 页 / 共 \" counter(pages) \" 页\"";
        return """
                @page {
                  size: A4; margin: 16mm 18mm 20mm 20mm;
                  @bottom-right { content: %s; font-family: '%s'; font-size: 8.5pt; color: #41525e; }
                  @bottom-left { content: element(foot); }
                }
                body { font-family: '%s'; font-size: 10.5pt; line-height: 1.5; color: #14242e; margin: 0; word-wrap: break-word; }
                .foot { position: running(foot); font-size: 8.5pt; color: #41525e; }
                h1 { font-size: 18pt; font-weight: 700; text-align: center; margin: 0 0 3mm; }
                h2 { font-size: 12pt; font-weight: 700; margin: 5mm 0 2mm; page-break-after: avoid; }
                p { margin: 0 0 2mm; }
                b, th { font-weight: 700; }
                table { width: 100%%; border-collapse: collapse; -fs-table-paginate: paginate; table-layout: fixed; }
                th, td { border: 0.5pt solid #788894; padding: 1.8mm 2.4mm; text-align: left; vertical-align: top; word-wrap: break-word; }
                th { background: #f3f6f8; }
                tr { page-break-inside: avoid; }
                .pre { white-space: pre-wrap; }
                .small { font-size: 9pt; color: #41525e; }
                """.formatted(number, Fonts.FAMILY, Fonts.FAMILY);
    }
}
