package org.jieshui.archive;

import java.util.Locale;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;

/** Why a file is refused; docs/problems/archive.md explains each to those who integrate. */
final class Refusals {

    private static final int UNSUPPORTED = 415;
    private static final int UNPROCESSABLE = 422;

    private Refusals() {}

    static ProblemException empty() {
        return refusal("empty", UNPROCESSABLE, "文件是空的，请重新选择", "The file is empty; choose it again");
    }

    static ProblemException tooLarge(long limit) {
        var megabytes = limit / (1024 * 1024);
        return Problem.of("archive/too-large", 413, "文件超过 " + megabytes + " MB，请压缩或拆分后上传", "The file has more than " + megabytes + " MB; compress or split it")
                .with("maxBytes", limit).toException();
    }

    /** @param extension of the file's name, maybe empty */
    static ProblemException typeNotAllowed(String extension) {
        var ending = extension.isEmpty() ? "" : " ." + extension;
        return refusal("type-not-allowed", UNSUPPORTED, "不收这类" + ending + (ending.isEmpty() ? "" : " ") + "文件。" + Kind.ALL.zh(), "Such" + ending + " files are not taken. " + Kind.ALL.en());
    }

    static ProblemException legacyOffice() {
        return refusal("type-not-allowed", UNSUPPORTED, "不收旧版 Office 文件（doc、xls、ppt），请另存为 docx、xlsx 或 PDF 后上传",
                "Old Office files (doc, xls, ppt) are not taken; save it as docx, xlsx or PDF");
    }

    static ProblemException archiveNotAllowed() {
        return refusal("type-not-allowed", UNSUPPORTED, "不收压缩包，请解开后逐个上传", "Packed files are not taken; unpack it and upload the files one by one");
    }

    static ProblemException formula() {
        return refusal("formula", UNSUPPORTED, "不收 CSV 文件，这一份还含有会执行的公式。请另存为 xlsx 或 PDF", "CSV files are not taken, and this one holds formulas that would run. Save it as xlsx or PDF");
    }

    static ProblemException mismatch(String extension, Kind content) {
        return refusal("type-mismatch", UNPROCESSABLE, "扩展名是 ." + extension + "，内容却是" + content.name.zh() + "。请核对文件，改正扩展名后重传",
                "The name ends in ." + extension + ", but the content is " + content.name.en() + ". Check the file, correct its name and upload it again");
    }

    static ProblemException notWhatItSays(Kind claimed) {
        return refusal("type-mismatch", UNPROCESSABLE, "扩展名说是" + claimed.name.zh() + "，内容却不是。请核对文件后重传",
                "The name says " + claimed.name.en() + ", but the content is something else. Check the file and upload it again");
    }

    static ProblemException malformed(Kind kind, String zh, String en) {
        return Problem.of("archive/malformed", UNPROCESSABLE, kind.name.zh() + "已损坏：" + zh + "。请重新导出后上传", "This is " + kind.name.en() + " that is damaged: " + en
                + ". Export it again").with("format", kind.name().toLowerCase(Locale.ROOT)).toException();
    }

    static ProblemException encrypted() {
        return refusal("encrypted", UNPROCESSABLE, "文件有密码保护，无法长期存档。请去掉密码后上传", "The file is protected by a password and cannot be kept for long. Remove the protection and upload it again");
    }

    static ProblemException activeContent(String zh, String en) {
        return refusal("active-content", UNPROCESSABLE, "文件里有" + zh + "，会在别人的电脑上运行。请打印为 PDF 后上传", "The file holds " + en + " that would run on other people's computers. Print it to PDF and upload that");
    }

    static ProblemException webPage(String what) {
        return refusal("active-content", UNSUPPORTED, "不收" + what + " 文件，打开时会运行其中的脚本。请打印为 PDF 后上传", what + " files are not taken, opening one runs its scripts. Print it to PDF and upload that");
    }

    static ProblemException externalEntity() {
        return refusal("external-entity", UNSUPPORTED, "XML 里声明了外部实体，打开时会读取别处的文件。请改传 PDF", "The XML declares entities that would read other files when opened. Upload a PDF instead");
    }

    static ProblemException executable() {
        return refusal("executable", UNSUPPORTED, "这是可执行程序，不能存档", "This is a program; it cannot be archived");
    }

    static ProblemException malware() {
        return refusal("malware", UNPROCESSABLE, "文件带有病毒特征，已拒收。请用杀毒软件检查您的电脑", "The file carries the mark of a virus and was refused. Check your computer with antivirus software");
    }

    static ProblemException polyglot(String zh, String en) {
        return refusal("polyglot", UNPROCESSABLE, "一个文件里藏着两种格式（" + zh + "），已拒收。请重新导出后上传", "Two formats hide in one file (" + en + "). Export it again and upload that");
    }

    static ProblemException unsafePath() {
        return refusal("unsafe-path", UNPROCESSABLE, "压缩内容里的路径会写到别的文件夹，已拒收", "A path inside the packed file would write to other folders; it was refused");
    }

    static ProblemException bomb() {
        return refusal("bomb", UNPROCESSABLE, "文件解开后大得异常，已拒收", "The file unpacks to an abnormal size and was refused");
    }

    static ProblemException imageTooLarge(long width, long height, long limit) {
        return refusal("image-too-large", UNPROCESSABLE, "图片有 " + width + "×" + height + " 像素，超过 " + limit / 1_000_000 + " 百万像素。请缩小后上传",
                "The image has " + width + "×" + height + " pixels, more than " + limit / 1_000_000 + " million. Make it smaller");
    }

    static ProblemException storageFull() {
        return refusal("storage-full", 507, "存储空间不足，没有收下。请联系系统管理员", "There is not enough space; the file was not stored. Tell the system administrator");
    }

    private static ProblemException refusal(String type, int status, String zh, String en) {
        return Problem.of("archive/" + type, status, zh, en).toException();
    }
}
