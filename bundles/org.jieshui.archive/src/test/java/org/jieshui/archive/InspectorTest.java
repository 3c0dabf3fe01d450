package org.jieshui.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jieshui.archive.Samples.concat;
import static org.jieshui.archive.Samples.docx;
import static org.jieshui.archive.Samples.latin;
import static org.jieshui.archive.Samples.pdf;
import static org.jieshui.archive.Samples.text;
import static org.jieshui.archive.Samples.zip;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentNameDictionary;
import org.apache.pdfbox.pdmodel.PDEmbeddedFilesNameTreeNode;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.filespecification.PDComplexFileSpecification;
import org.apache.pdfbox.pdmodel.common.filespecification.PDEmbeddedFile;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.interactive.action.PDActionJavaScript;
import org.apache.pdfbox.pdmodel.interactive.action.PDActionLaunch;
import org.apache.pdfbox.pdmodel.interactive.action.PDActionURI;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationLink;
import org.jieshui.platform.api.rest.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The good are taken for what they are; each of the hostile is refused for its own reason. */
class InspectorTest {

    private static final Limits LIMITS = new Limits(8 << 20, 1_000_000, 16 << 20);

    @TempDir
    private Path folder;

    static Stream<Arguments> good() {
        return Stream.of(
                Arguments.of("plan.pdf", pdf(), Kind.PDF),
                Arguments.of("no extension", pdf(), Kind.PDF),
                Arguments.of("LOUD.PDF", pdf(), Kind.PDF),
                Arguments.of("link.pdf", pdf(d -> withLink(d, "https://example.org/")), Kind.PDF),
                Arguments.of("invoice.pdf", withAttachment("<xbrl/>"), Kind.PDF),
                Arguments.of("photo.jpg", Samples.image("jpg", 640, 480), Kind.JPEG),
                Arguments.of("photo.jpeg", concat(Samples.image("jpg", 64, 48), new byte[3000]), Kind.JPEG),
                Arguments.of("map.png", Samples.image("png", 640, 480), Kind.PNG),
                Arguments.of("photo.webp", Samples.webp(640, 480), Kind.WEBP),
                Arguments.of("photo.heic", Samples.heic(1000, 1000), Kind.HEIC),
                Arguments.of("drawing.dwg", Samples.dwg(), Kind.DWG),
                Arguments.of("drawing.dxf", Samples.DXF, Kind.DXF),
                Arguments.of("comment.dxf", concat(text("999\nmade by hand\n"), Samples.DXF), Kind.DXF),
                Arguments.of("letter.docx", docx(Map.of("word/media/a.png", Samples.image("png", 8, 8))), Kind.DOCX),
                Arguments.of("sheet.xlsx", zip(ordered("[Content_Types].xml", "<Types/>", "xl/workbook.xml", "<workbook/>")), Kind.XLSX),
                Arguments.of("invoice.ofd", zip(ordered("OFD.xml", "<OFD/>")), Kind.OFD));
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                Arguments.of("empty.pdf", new byte[0], "empty"),
                Arguments.of("huge.pdf", new byte[(8 << 20) + 1], "too-large"),
                Arguments.of("program.exe", concat(latin("MZ\u0090\0"), new byte[200]), "executable"),
                Arguments.of("program.pdf", concat(latin("MZ\u0090\0"), new byte[200]), "executable"),
                Arguments.of("program", concat(latin("\u007fELF"), new byte[200]), "executable"),
                Arguments.of("run.sh", text("#!/bin/sh\nrm -rf /\n"), "executable"),
                Arguments.of("notes.txt", text("just words"), "type-not-allowed"),
                Arguments.of("movie.mp4", concat(new byte[] {0, 0, 0, 24}, latin("ftypisom"), new byte[300]), "type-not-allowed"),
                Arguments.of("old.doc", concat(latin("\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1"), new byte[600]), "type-not-allowed"),
                Arguments.of("plain.csv", text("name,amount\nA,1\n"), "type-not-allowed"),
                Arguments.of("formula.csv", text("name,amount\n=cmd|' /C calc'!A0,1\n"), "formula"),
                Arguments.of("picture.svg", text("<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"), "active-content"),
                Arguments.of("page.html", text("<!DOCTYPE html><html><script>alert(1)</script></html>"), "active-content"),
                Arguments.of("page.pdf", text("<html><body>x</body></html>"), "active-content"),
                Arguments.of("xxe.xml", text("<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>"), "external-entity"),
                Arguments.of("words.pdf", text("these are only words"), "type-mismatch"),
                Arguments.of("drawing.dwg", text("these are only words"), "type-mismatch"),
                Arguments.of("photo.png", Samples.image("jpg", 10, 10), "type-mismatch"),
                Arguments.of("plan.pdf.exe", pdf(), "type-mismatch"),
                Arguments.of("plan.docx", pdf(), "type-mismatch"),
                // PDF
                Arguments.of("cut.pdf", Arrays.copyOf(pdf(), 300), "malformed"),
                Arguments.of("header.pdf", text("%PDF-1.4\nnothing\nstartxref\n0\n%%EOF\n"), "malformed"),
                Arguments.of("pageless.pdf", pdf(d -> { }), "malformed"),
                Arguments.of("locked.pdf", pdf(d -> protect(d, "secret")), "encrypted"),
                Arguments.of("restricted.pdf", pdf(d -> protect(d, "")), "encrypted"),
                Arguments.of("script.pdf", pdf(d -> withOpenAction(d)), "active-content"),
                Arguments.of("launch.pdf", pdf(d -> withLaunch(d)), "active-content"),
                Arguments.of("carrier.pdf", withAttachment("MZ program"), "active-content"),
                Arguments.of("bomb.pdf", objectStreamBomb("/Filter /FlateDecode"), "bomb"),
                Arguments.of("bomb2.pdf", objectStreamBomb("/Filter [/FlateDecode /FlateDecode]"), "bomb"),
                Arguments.of("both.pdf", concat(pdf(), zip(ordered("run.jsp", "x"))), "polyglot"),
                Arguments.of("late.pdf", concat(text("GIF89a or something else\n"), pdf()), "polyglot"),
                // images
                Arguments.of("bomb.png", Samples.pngOf(30_000, 30_000), "image-too-large"),
                Arguments.of("bomb.webp", Samples.webp(16_000, 16_000), "image-too-large"),
                Arguments.of("bomb.heic", Samples.heic(30_000, 30_000), "image-too-large"),
                Arguments.of("overflow.png", Samples.pngOf(-1, -1), "image-too-large"),
                Arguments.of("flat.png", Samples.pngOf(0, 10), "malformed"),
                Arguments.of("cut.png", Arrays.copyOf(Samples.pngOf(10, 10), 40), "malformed"),
                Arguments.of("cut.jpg", Arrays.copyOf(Samples.image("jpg", 200, 200), 400), "malformed"),
                Arguments.of("cut.webp", Arrays.copyOf(Samples.webp(10, 10), 25), "malformed"),
                Arguments.of("cut.heic", Arrays.copyOf(Samples.heic(10, 10), 40), "malformed"),
                Arguments.of("both.jpg", concat(Samples.image("jpg", 10, 10), zip(ordered("run.jsp", "x"))), "polyglot"),
                Arguments.of("both.png", withPdfInside(), "polyglot"),
                // drawings
                Arguments.of("cut.dwg", latin("AC1018\0\0\0\0"), "malformed"),
                Arguments.of("cut.dxf", Arrays.copyOf(Samples.DXF, 60), "malformed"),
                Arguments.of("wild.dxf", text("0\nSECTION\n2\nENTITIES\nnot a code\nx\n0\nENDSEC\n0\nEOF\n"), "malformed"),
                Arguments.of("binary.dxf", concat(text("0\nSECTION\n2\nENTITIES\n1\n"), new byte[500]), "malformed"),
                Arguments.of("more.dxf", concat(Samples.DXF, text("<script>alert(1)</script>")), "polyglot"),
                // packed files
                Arguments.of("files.zip", zip(ordered("a.txt", "x")), "type-not-allowed"),
                Arguments.of("slip.zip", zip(ordered("../../../tmp/evil.txt", "x")), "unsafe-path"),
                Arguments.of("slip.docx", docx(Map.of("..\\evil.txt", text("x"))), "unsafe-path"),
                Arguments.of("absolute.docx", docx(Map.of("/etc/evil", text("x"))), "unsafe-path"),
                Arguments.of("bomb.zip", zip(Map.of("zeros", new byte[20 << 20])), "bomb"),
                Arguments.of("bomb.docx", docx(Map.of("word/media/zeros.bin", new byte[4 << 20])), "bomb"),
                Arguments.of("macro.docx", docx(Map.of("word/vbaProject.bin", text("x"))), "active-content"),
                Arguments.of("embedded.docx", docx(Map.of("word/embeddings/oleObject1.bin", text("x"))), "active-content"),
                Arguments.of("program.docx", docx(Map.of("word/media/a.exe", latin("MZ\u0090"))), "executable"),
                Arguments.of("xxe.docx", docx(Map.of("word/styles.xml", text("<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><a/>"))), "external-entity"),
                Arguments.of("template.docx", docx(Map.of("word/_rels/settings.xml.rels", text("<Relationship Type=\"http://x/attachedTemplate\" Target=\"http://x/\""
                        + " TargetMode=\"External\"/>"))), "active-content"),
                Arguments.of("cut.docx", Arrays.copyOf(docx(Map.of()), 100), "malformed"));
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource
    void good(String name, byte[] content, Kind kind) {
        assertThat(verdict(name, content)).isEqualTo(kind.name());
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource
    void hostile(String name, byte[] content, String reason) {
        assertThat(verdict(name, content)).isEqualTo("archive/" + reason);
    }

    /** Real files from elsewhere. */
    @Test
    void filesThatNobodyHereMade() {
        var files = sharedFiles();
        assumeTrue(files != null, "SKIPPED real files: no shared/data/files beside the checkout");
        var verdicts = new LinkedHashMap<String, String>();
        for (var name : new String[] {"tracemonkey.pdf", "empty.pdf", "verapdf-2b-pass.pdf", "example_2004.dwg", "Text_2007.dxf", "malformed-poppler-67295-0.pdf",
            "polyglot-pdf-zip.pdf", "formula.csv", "xxe.xml", "zip-slip.zip", "blns.json"}) {
            try {
                verdicts.put(name, verdict(name, Files.readAllBytes(files.resolve(name))));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        assertThat(verdicts).containsExactlyInAnyOrderEntriesOf(Map.ofEntries(Map.entry("tracemonkey.pdf", "PDF"), Map.entry("empty.pdf", "PDF"),
                Map.entry("verapdf-2b-pass.pdf", "PDF"), Map.entry("example_2004.dwg", "DWG"), Map.entry("Text_2007.dxf", "DXF"),
                Map.entry("malformed-poppler-67295-0.pdf", "archive/malformed"), Map.entry("polyglot-pdf-zip.pdf", "archive/polyglot"), Map.entry("formula.csv", "archive/formula"),
                Map.entry("xxe.xml", "archive/external-entity"), Map.entry("zip-slip.zip", "archive/unsafe-path"), Map.entry("blns.json", "archive/type-not-allowed")));
    }

    private String verdict(String name, byte[] content) {
        try {
            var file = Files.write(folder.resolve("upload"), content);
            return new Inspector(LIMITS).inspect(file, FileName.normalised(name)).name();
        } catch (ProblemException e) {
            return e.problem().type();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path sharedFiles() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("shared/data/files"))) {
                return folder.resolve("shared/data/files");
            }
        }
        return null;
    }

    private static Map<String, byte[]> ordered(String... parts) {
        var map = new LinkedHashMap<String, byte[]>();
        for (int i = 0; i < parts.length; i += 2) {
            map.put(parts[i], text(parts[i + 1]));
        }
        return map;
    }

    private static void protect(PDDocument document, String userPassword) {
        document.addPage(new PDPage());
        try {
            document.protect(new StandardProtectionPolicy("owner", userPassword, new AccessPermission()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void withOpenAction(PDDocument document) {
        document.addPage(new PDPage());
        document.getDocumentCatalog().setOpenAction(new PDActionJavaScript("app.alert(1)"));
    }

    private static void withLaunch(PDDocument document) {
        var page = new PDPage();
        var link = new PDAnnotationLink();
        link.setAction(new PDActionLaunch());
        page.getCOSObject().setItem(COSName.ANNOTS, new COSArray(List.of(link.getCOSObject())));
        document.addPage(page);
    }

    private static void withLink(PDDocument document, String uri) {
        var page = new PDPage();
        var link = new PDAnnotationLink();
        var action = new PDActionURI();
        action.setURI(uri);
        link.setAction(action);
        page.getCOSObject().setItem(COSName.ANNOTS, new COSArray(List.of(link.getCOSObject())));
        document.addPage(page);
    }

    private static byte[] withAttachment(String content) {
        return pdf(document -> {
            try {
                document.addPage(new PDPage());
                var file = new PDComplexFileSpecification();
                file.setFile("data.xml");
                file.setEmbeddedFile(new PDEmbeddedFile(document, new ByteArrayInputStream(text(content))));
                var tree = new PDEmbeddedFilesNameTreeNode();
                tree.setNames(Map.of("data.xml", file));
                var names = new PDDocumentNameDictionary(document.getDocumentCatalog());
                names.setEmbeddedFiles(tree);
                document.getDocumentCatalog().setNames(names);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** An object stream of a few kilobytes that unpacks to 40 MB. */
    private static byte[] objectStreamBomb(String filter) {
        var packed = Samples.deflated(new byte[40 << 20]);
        return concat(text("%PDF-1.5\n1 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Length " + packed.length + " " + filter + " >>\nstream\n"), packed,
                text("\nendstream\nendobj\nstartxref\n0\n%%EOF\n"));
    }

    private static byte[] withPdfInside() {
        var png = Samples.pngOf(10, 10);
        var comment = latin("\0\0\0\u0009tEXt%PDF-1.4 \0\0\0\0");
        return concat(Arrays.copyOf(png, 33), comment, Arrays.copyOfRange(png, 33, png.length));
    }
}
