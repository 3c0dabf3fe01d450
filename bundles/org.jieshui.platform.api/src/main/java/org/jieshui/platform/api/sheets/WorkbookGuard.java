package org.jieshui.platform.api.sheets;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.ProblemException;

/**
 * Looks into a workbook before a library does: how large it grows, and what a table that is handed in has no use for (macros, external links, embedded objects,
 * document type definitions). What passes is packed anew, so that nothing else of the file is read.
 */
public final class WorkbookGuard {

    /** The largest file, packed. */
    public static final int MOST_BYTES = 5 << 20;
    /** All of its parts together, unpacked. */
    public static final int MOST_INFLATED = 20 << 20;
    private static final int MOST_PARTS = 200;
    private static final int ZIP = 0x504b0304;

    private final BiFunction<String, String, ProblemException> problem;
    private final int mostRows;
    private final Advice advice;

    /**
     * What the department tells people to do, each the end of a sentence.
     *
     * @param tooLarge what to do with a file that is too large
     * @param notSound where to get one whose structure is sound
     * @param merged   what to do with merged cells; null: they do no harm
     */
    public record Advice(Text tooLarge, Text notSound, Text merged) {
        public Advice {
            Objects.requireNonNull(tooLarge, "tooLarge");
            Objects.requireNonNull(notSound, "notSound");
        }
    }

    /**
     * @param problem  the department's refusal, of what is wrong in Chinese and English
     * @param mostRows of a sheet, its headings included
     */
    public WorkbookGuard(BiFunction<String, String, ProblemException> problem, int mostRows, Advice advice) {
        this.problem = Objects.requireNonNull(problem, "problem");
        this.mostRows = mostRows;
        this.advice = Objects.requireNonNull(advice, "advice");
    }

    /** Whether it looks like a workbook, and not like text. */
    public static boolean isZip(byte[] file) {
        return file.length >= 4 && ByteBuffer.wrap(file).getInt() == ZIP;
    }

    /** The file, whatever it is, when it is no larger than {@link #MOST_BYTES}. */
    public byte[] bytes(InputStream file) throws IOException {
        var bytes = file.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw refused("文件超过 5 MB", "The file is larger than 5 MB", advice.tooLarge());
        }
        return bytes;
    }

    /**
     * @return the same workbook, harmless
     * @throws ProblemException when it is none, or not harmless
     */
    public byte[] checked(byte[] file) throws IOException {
        if (!isZip(file)) {
            throw problem.apply("不是 .xlsx 工作簿（.xls、加密或损坏的都不能导入），请另存为 .xlsx", "This is no .xlsx workbook (nor may it be .xls, encrypted or damaged); save it as .xlsx");
        }
        var parts = parts(file);
        if (!parts.containsKey("[Content_Types].xml") || !parts.containsKey("xl/workbook.xml")) {
            throw problem.apply("压缩包里没有工作簿，请选 .xlsx 文件", "There is no workbook in the file; choose an .xlsx file");
        }
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            for (var part : parts.entrySet()) {
                if (part.getKey().endsWith(".xml") || part.getKey().endsWith(".rels")) {
                    checkXml(part.getKey(), part.getValue());
                }
                zip.putNextEntry(new ZipEntry(part.getKey()));
                zip.write(part.getValue());
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }

    /** For a library that cannot read what passed. */
    public ProblemException unreadable() {
        return problem.apply("工作簿内容无法读取，请在表格软件里重新保存", "What is in the workbook cannot be read; save it again in a spreadsheet program");
    }

    /** By the zip's directory, for which the JDK wants a file: what is written as a stream does not say in its entries how long they are. */
    private Map<String, byte[]> parts(byte[] file) throws IOException {
        var temporary = Files.createTempFile("jieshui-workbook-", ".zip");
        try {
            Files.write(temporary, file);
            try (var zip = new ZipFile(temporary.toFile())) {
                return parts(zip);
            } catch (IOException | IllegalArgumentException e) {
                throw problem.apply("工作簿损坏，请重新保存后再导入", "The workbook is damaged; save it again");
            }
        } finally {
            Files.delete(temporary);
        }
    }

    private Map<String, byte[]> parts(ZipFile zip) throws IOException {
        var parts = new LinkedHashMap<String, byte[]>();
        int left = MOST_INFLATED;
        for (var entry : Collections.list(zip.entries())) {
            if (entry.isDirectory()) {
                continue;
            }
            var name = entry.getName();
            if (parts.size() >= MOST_PARTS || name.contains("..") || name.startsWith("/") || name.contains("\\") || parts.containsKey(name)) {
                throw refused("工作簿结构异常，不能导入", "The structure of the workbook is not sound", advice.notSound());
            }
            if (name.toLowerCase(Locale.ROOT).contains("vbaproject") || name.contains("/externalLinks/") || name.contains("/embeddings/") || name.contains("/activeX/")) {
                throw problem.apply("工作簿带有宏、外部链接或嵌入对象，请另存为不带这些的 .xlsx", "The workbook has macros, external links or embedded objects; save it without them as .xlsx");
            }
            try (var in = zip.getInputStream(entry)) {
                var content = in.readNBytes(left + 1);
                left -= content.length;
                if (left < 0) {
                    throw refused("工作簿解压后超过 20 MB", "The workbook unpacks to more than 20 MB", advice.tooLarge());
                }
                parts.put(name, content);
            }
        }
        return parts;
    }

    private void checkXml(String name, byte[] content) {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        boolean sheet = name.startsWith("xl/worksheets/");
        int rows = 0;
        try {
            var xml = factory.createXMLStreamReader(new ByteArrayInputStream(content));
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
                    throw problem.apply("工作簿含有外部定义（DTD），不能导入", "The workbook has a document type definition; it cannot be imported");
                }
                if (sheet && event == XMLStreamConstants.START_ELEMENT) {
                    checkMerged(xml);
                    rows += xml.getLocalName().equals("row") ? 1 : 0;
                }
                if (rows > mostRows) {
                    throw problem.apply("行数超过 " + mostRows + "，请删去空行和多余的行", "There are more than " + mostRows + " rows; delete the empty and needless ones");
                }
            }
        } catch (XMLStreamException e) {
            throw unreadable();
        }
    }

    private void checkMerged(XMLStreamReader xml) {
        if (advice.merged() != null && xml.getLocalName().equals("mergeCell")) {
            var ref = xml.getAttributeValue(null, "ref");
            throw refused("单元格 " + ref + " 合并了", "The cells " + ref + " are merged", advice.merged());
        }
    }

    private ProblemException refused(String zh, String en, Text advice) {
        return problem.apply(zh + "，" + advice.zh(), en + "; " + advice.en());
    }
}
