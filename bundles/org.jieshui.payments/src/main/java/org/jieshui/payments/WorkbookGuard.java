package org.jieshui.payments;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.jieshui.platform.api.rest.ProblemException;

/** Looks into a workbook before a library does: how large it grows, and what a statement has no use for. What passes is packed anew, so that nothing else of the file is read. */
final class WorkbookGuard {

    static final int MOST_BYTES = 5 << 20;
    static final int MOST_INFLATED = 20 << 20;
    private static final int MOST_PARTS = 200;
    private static final int MOST_ROWS = 5000;
    private static final int ZIP = 0x504b0304;

    private int inflated;

    private WorkbookGuard() {}

    /** @return the same workbook, harmless */
    static byte[] checked(InputStream content) throws IOException {
        var bytes = content.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw refused("文件超过 5 MB，请只留对账单一张表", "The file is larger than 5 MB; keep only the sheet with the statement");
        }
        if (bytes.length < 4 || java.nio.ByteBuffer.wrap(bytes).getInt() != ZIP) {
            throw refused("不是 .xlsx 工作簿（.xls、加密或损坏的都不能导入），请另存为 .xlsx", "This is no .xlsx workbook (nor may it be .xls, encrypted or damaged); save it as .xlsx");
        }
        return new WorkbookGuard().repacked(bytes);
    }

    private byte[] repacked(byte[] bytes) throws IOException {
        var parts = parts(bytes);
        if (!parts.containsKey("[Content_Types].xml") || !parts.containsKey("xl/workbook.xml")) {
            throw refused("压缩包里没有工作簿，请选 .xlsx 文件", "There is no workbook in the file; choose an .xlsx file");
        }
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            for (var part : parts.entrySet()) {
                if (part.getKey().endsWith(".xml") || part.getKey().endsWith(".rels")) {
                    xml(part.getKey(), part.getValue());
                }
                zip.putNextEntry(new ZipEntry(part.getKey()));
                zip.write(part.getValue());
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }

    private Map<String, byte[]> parts(byte[] bytes) {
        var parts = new LinkedHashMap<String, byte[]>();
        try (var zip = ZipFile.builder().setSeekableByteChannel(new SeekableInMemoryByteChannel(bytes)).get()) {
            for (var entry : Collections.list(zip.getEntries())) {
                var name = entry.getName();
                if (entry.isDirectory()) {
                    continue;
                }
                if (parts.size() >= MOST_PARTS || name.contains("..") || name.startsWith("/") || name.contains("\\") || parts.containsKey(name)) {
                    throw refused("工作簿结构异常，不能导入；请从网银重新下载", "The structure of the workbook is not sound; download it from the bank again");
                }
                if (name.toLowerCase(Locale.ROOT).contains("vbaproject") || name.contains("/externalLinks/") || name.contains("/embeddings/") || name.contains("/activeX/")) {
                    throw refused("工作簿带有宏、外部链接或嵌入对象，请另存为不带这些的 .xlsx", "The workbook has macros, external links or embedded objects; save it without them as .xlsx");
                }
                try (var in = zip.getInputStream(entry)) {
                    parts.put(name, part(in));
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw refused("工作簿损坏，请重新保存后再导入", "The workbook is damaged; save it again");
        }
        return parts;
    }

    private byte[] part(InputStream zip) throws IOException {
        var content = zip.readNBytes(MOST_INFLATED - inflated + 1);
        inflated += content.length;
        if (inflated > MOST_INFLATED) {
            throw refused("工作簿解压后超过 20 MB，请只留对账单一张表", "The workbook unpacks to more than 20 MB; keep only the sheet with the statement");
        }
        return content;
    }

    private void xml(String name, byte[] content) {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        int rows = 0;
        try {
            var xml = factory.createXMLStreamReader(new ByteArrayInputStream(content));
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
                    throw refused("工作簿含有外部定义（DTD），不能导入", "The workbook has a document type definition; it cannot be imported");
                }
                if (event == XMLStreamConstants.START_ELEMENT && name.startsWith("xl/worksheets/")) {
                    if (xml.getLocalName().equals("row") && ++rows > MOST_ROWS) {
                        throw refused("行数超过 " + MOST_ROWS + "，请删去空行和多余的行", "There are more than " + MOST_ROWS + " rows; delete the empty and needless ones");
                    }
                }
            }
        } catch (XMLStreamException e) {
            throw refused("工作簿内容无法读取，请在表格软件里重新保存", "What is in the workbook cannot be read; save it again in a spreadsheet program");
        }
    }

    static ProblemException refused(String zh, String en) {
        return Problems.statement(zh, en);
    }
}
