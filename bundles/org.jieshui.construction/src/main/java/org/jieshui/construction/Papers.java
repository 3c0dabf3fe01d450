package org.jieshui.construction;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.Cases;
import org.jieshui.platform.api.archive.Archive;
import org.jieshui.platform.api.archive.Document;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.print.Paper;
import org.jieshui.platform.api.print.Printer;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Prints papers and puts each into the archive once: its file name tells it apart. */
@Component(service = Papers.class)
public class Papers {

    static final Actor SYSTEM = Actor.system("construction");
    static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.of("Asia/Shanghai"));

    private final Cases cases;
    private final Directory directory;
    private final Archive archive;
    private final Printer printer;

    @Activate
    public Papers(@Reference Cases cases, @Reference Directory directory, @Reference Archive archive, @Reference Printer printer) {
        this.cases = cases;
        this.directory = directory;
        this.archive = archive;
        this.printer = printer;
    }

    Cases cases() {
        return cases;
    }

    Archive archive() {
        return archive;
    }

    /** Of the case, if something can still be added to it; to one that is closed, while its archive is not. */
    Optional<CaseInfo> alive(long caseId) {
        return Optional.of(cases.get(SYSTEM, caseId)).filter(k -> k.state() != CaseState.WITHDRAWN);
    }

    Optional<Document> kept(long caseId, String type, String fileName) {
        return archive.documents(caseId).stream().filter(d -> d.type().equals(type) && d.fileName().equals(fileName) && d.voidReason() == null).findFirst();
    }

    /** @return what was kept before, or is now */
    Document keep(long caseId, String type, Long task, String fileName, Paper paper) throws IOException {
        var known = kept(caseId, type, fileName);
        return known.isPresent() ? known.get() : archive.store(SYSTEM, caseId, type, task, fileName, new ByteArrayInputStream(printer.print(paper)));
    }

    /** As {@link #keep}; nothing where the archive of the case is closed. */
    void add(long caseId, String type, Long task, String fileName, Paper paper) throws IOException {
        try {
            keep(caseId, type, task, fileName, paper);
        } catch (ProblemException e) {
            if (!e.problem().type().equals("archive/sealed")) {
                throw e;
            }
        }
    }

    String person(long id) {
        return directory.person(id).map(Directory.Person::name).orElse("—");
    }

    String department(String id) {
        return directory.departments().stream().filter(d -> d.id().equals(id)).map(d -> d.name().zh()).findFirst().orElse(id);
    }

    static String template(String name) {
        try (var in = Papers.class.getResourceAsStream("/print/" + name + ".html")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
