package org.jieshui.archive;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jieshui.platform.api.Text;

/** The kinds of files that the archive takes. */
enum Kind {
    PDF("application/pdf", true, "PDF 文件", "a PDF document", "pdf"),
    PNG("image/png", true, "PNG 图片", "a PNG image", "png"),
    JPEG("image/jpeg", true, "JPEG 图片", "a JPEG image", "jpg", "jpeg", "jfif"),
    WEBP("image/webp", true, "WebP 图片", "a WebP image", "webp"),
    HEIC("image/heic", false, "HEIC 图片", "a HEIC image", "heic", "heif", "hif"),
    DWG("image/vnd.dwg", false, "DWG 图纸", "a DWG drawing", "dwg"),
    DXF("image/vnd.dxf", false, "DXF 图纸", "a DXF drawing", "dxf"),
    DOCX("application/vnd.openxmlformats-officedocument.wordprocessingml.document", false, "Word 文档", "a Word document", "docx"),
    XLSX("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", false, "Excel 表格", "an Excel workbook", "xlsx"),
    /** 电子发票 and other papers of Chinese authorities come in this form (GB/T 33190). */
    OFD("application/ofd", false, "OFD 文件", "an OFD document", "ofd");

    static final Text ALL = Text.of("可以上传 PDF、图片（PNG、JPEG、WebP、HEIC）、图纸（DWG、DXF）、docx、xlsx、OFD",
            "Upload PDF, images (PNG, JPEG, WebP, HEIC), drawings (DWG, DXF), docx, xlsx or OFD");

    final String mediaType;
    /** A browser shows it by itself, without running anything. */
    final boolean inline;
    final Text name;
    /** The usual one first. */
    final List<String> extensions;

    Kind(String mediaType, boolean inline, String zh, String en, String... extensions) {
        this.mediaType = mediaType;
        this.inline = inline;
        this.name = Text.of(zh, en);
        this.extensions = List.of(extensions);
    }

    static Optional<Kind> ofExtension(String extension) {
        var wanted = extension.toLowerCase(Locale.ROOT);
        return Arrays.stream(values()).filter(kind -> kind.extensions.contains(wanted)).findFirst();
    }

    static Optional<Kind> ofMediaType(String mediaType) {
        return Arrays.stream(values()).filter(kind -> kind.mediaType.equals(mediaType)).findFirst();
    }
}
