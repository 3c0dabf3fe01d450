package org.jieshui.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Packed files: only Office documents and OFD are taken, and only after everything inside was unpacked once, counted and looked at. */
final class ZipCheck {

    private static final int MAX_ENTRIES = 5000;
    private static final int MAX_DIRECTORY = 2 * 1024 * 1024;
    /** Sheets of numbers pack 1:30; nothing honest packs a whole document like this. */
    private static final long MAX_RATIO = 200;
    private static final int SMALL = 1024 * 1024;

    private ZipCheck() {}

    static Kind kind(Path file, Limits limits) throws IOException {
        try (var raw = new RandomAccessFile(file.toFile(), "r")) {
            refuseHugeDirectory(raw);
        }
        try (var zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8)) {
            var names = names(zip);
            var findings = unpack(zip, limits);
            var kind = kind(names);
            if (kind == null) {
                throw Refusals.archiveNotAllowed();
            }
            findings.judge();
            return kind;
        } catch (ZipException e) {
            throw Refusals.malformed(Kind.DOCX, "打不开", "it cannot be opened");
        } catch (IllegalArgumentException e) {
            // a name that is not in the declared character set
            throw Refusals.archiveNotAllowed();
        }
    }

    /** Before the directory is read into memory. */
    private static void refuseHugeDirectory(RandomAccessFile in) throws IOException {
        var tail = Inspector.read(in, Math.max(0, in.length() - 65_557), 65_557);
        for (int i = tail.length - 22; i >= 0; i--) {
            if (tail[i] == 'P' && tail[i + 1] == 'K' && tail[i + 2] == 5 && tail[i + 3] == 6) {
                int entries = tail[i + 10] & 0xff | (tail[i + 11] & 0xff) << 8;
                long size = (tail[i + 12] & 0xffL) | (tail[i + 13] & 0xffL) << 8 | (tail[i + 14] & 0xffL) << 16 | (tail[i + 15] & 0xffL) << 24;
                if (entries > MAX_ENTRIES || size > MAX_DIRECTORY) {
                    throw Refusals.bomb();
                }
                return;
            }
        }
        throw Refusals.malformed(Kind.DOCX, "内容不完整", "it is cut off");
    }

    private static Set<String> names(ZipFile zip) {
        var names = new HashSet<String>();
        for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements();) {
            var name = entries.nextElement().getName();
            if (name.startsWith("/") || name.contains("\\") || name.matches("(?s)[A-Za-z]:.*|.*[\\x00-\\x1f].*") || Arrays.asList(name.split("/")).contains("..")) {
                throw Refusals.unsafePath();
            }
            names.add(name);
        }
        return names;
    }

    private static Kind kind(Set<String> names) {
        if (names.contains("[Content_Types].xml") && names.contains("word/document.xml")) {
            return Kind.DOCX;
        }
        if (names.contains("[Content_Types].xml") && names.contains("xl/workbook.xml")) {
            return Kind.XLSX;
        }
        return names.contains("OFD.xml") ? Kind.OFD : null;
    }

    private static Findings unpack(ZipFile zip, Limits limits) throws IOException {
        var findings = new Findings();
        var counter = new Counter(limits.unpackedBytes());
        for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements();) {
            var entry = entries.nextElement();
            if (entry.isDirectory()) {
                continue;
            }
            counter.packed = Math.max(1, entry.getCompressedSize());
            counter.unpacked = 0;
            try (var in = zip.getInputStream(entry)) {
                findings.look(entry.getName(), in.readNBytes(SMALL), counter);
                counter.drain(in);
            }
        }
        return findings;
    }

    /** Counts what really comes out, whatever the directory says. */
    private static final class Counter {
        private final long limit;
        private final byte[] buffer = new byte[64 * 1024];
        private long total;
        long packed;
        long unpacked;

        Counter(long limit) {
            this.limit = limit;
        }

        void add(int bytes) {
            total += bytes;
            unpacked += bytes;
            if (total > limit || unpacked > SMALL && unpacked / packed > MAX_RATIO) {
                throw Refusals.bomb();
            }
        }

        void drain(InputStream in) throws IOException {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                add(n);
            }
        }
    }

    /** What would run when somebody opens the document. Kept until its kind is known: for a plain ZIP file that is the better reason. */
    private static final class Findings {
        private RuntimeException first;

        void look(String name, byte[] content, Counter counter) {
            counter.add(content.length);
            var lower = name.toLowerCase(Locale.ROOT);
            if (lower.endsWith("vbaproject.bin") || lower.contains("/activex/") || lower.contains("macrosheets/")) {
                found(Refusals.activeContent("宏", "macros"));
            } else if (lower.contains("/embeddings/")) {
                found(Refusals.activeContent("嵌入的对象", "embedded objects"));
            } else if (Inspector.starts(content, "MZ") || Inspector.starts(content, "\u007fELF")) {
                found(Refusals.executable());
            } else if (lower.endsWith(".xml") || lower.endsWith(".rels")) {
                lookIntoXml(lower, new String(content, StandardCharsets.UTF_8));
            }
        }

        private void lookIntoXml(String name, String xml) {
            if (xml.contains("<!DOCTYPE") || xml.contains("<!ENTITY")) {
                found(Refusals.externalEntity());
            } else if (name.endsWith(".rels") && xml.matches("(?s).*Type=\"[^\"]*/(attachedTemplate|oleObject|subDocument|frame|externalLinkPath)\"[^>]*TargetMode=\"External\".*")) {
                found(Refusals.activeContent("从别处加载的内容", "content loaded from elsewhere"));
            } else if (name.equals("[content_types].xml") && xml.contains("macroEnabled")) {
                found(Refusals.activeContent("宏", "macros"));
            }
        }

        private void found(RuntimeException refusal) {
            if (first == null) {
                first = refusal;
            }
        }

        void judge() {
            if (first != null) {
                throw first;
            }
        }
    }
}
