package org.jieshui.print;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.outputdevice.helper.ExternalResourceControlPriority;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.util.XRLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.time.Clock;
import java.time.ZoneId;
import java.util.GregorianCalendar;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Semaphore;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.jieshui.platform.api.print.Paper;
import org.jieshui.platform.api.print.Printer;
import org.jieshui.platform.api.rest.Problem;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** See {@link Printer}. */
@Component(service = Printer.class)
public class PrinterService implements Printer {

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final String PRODUCER = "Jieshui";

    static {
        XRLog.setLoggingEnabled(false); // it would log what is printed
    }

    private final Clock clock;
    /** Each rendering holds two fonts in memory. */
    private final Semaphore atOnce = new Semaphore(2, true);
    private volatile Fonts fonts;

    @Activate
    public PrinterService(@Reference Clock clock) {
        this.clock = clock;
    }

    @Override
    public byte[] print(Paper paper) {
        var missing = new LinkedHashSet<Integer>();
        var page = document(Template.fill(paper, fonts(), missing));
        if (!missing.isEmpty() && paper.missing() == Paper.Missing.REFUSE) {
            throw refused(missing);
        }
        dress(page, paper);
        atOnce.acquireUninterruptibly();
        try {
            return render(page, paper.title());
        } catch (IOException e) {
            throw new IllegalStateException("The paper could not be made: " + e.getMessage(), e);
        } finally {
            atOnce.release();
        }
    }

    @Override
    public List<String> missing(String text) {
        return text == null ? List.of() : fonts().missing(text);
    }

    /** Reading what the fonts have takes a moment: when it is first asked for, not at the start. */
    private Fonts fonts() {
        var known = fonts;
        if (known == null) {
            synchronized (this) {
                known = fonts == null ? fonts = new Fonts() : fonts;
            }
        }
        return known;
    }

    private static RuntimeException refused(Set<Integer> missing) {
        var named = missing.stream().map(c -> Character.toString(c) + String.format(" U+%04X", c)).toList();
        return Problem.of("print/missing-characters", 422, "字库里没有这些字，打印不出来：" + String.join("、", named), "No font has these characters: " + String.join(", ", named))
                .with("characters", named).toException();
    }

    private static Document document(String xhtml) {
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new InputSource(new StringReader(xhtml)));
        } catch (SAXException e) {
            throw new IllegalArgumentException("The template is no well-formed XHTML: " + e.getMessage(), e);
        } catch (IOException | ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The look that every paper shares comes before the template's own. */
    private static void dress(Document page, Paper paper) {
        var head = (Element) Objects.requireNonNull(page.getElementsByTagName("head").item(0), "A template has a head");
        var style = page.createElement("style");
        style.setTextContent(Style.of(paper.language()));
        head.insertBefore(style, head.getFirstChild());
        var title = page.createElement("title");
        title.setTextContent(paper.title());
        head.insertBefore(title, style);
        page.getDocumentElement().setAttribute("lang", paper.language() == null ? "zh-CN" : paper.language());
    }

    private byte[] render(Document page, String title) throws IOException {
        var builder = new PdfRendererBuilder()
                .useFastMode()
                .withW3cDocument(page, null)
                .withProducer(PRODUCER)
                .useExternalResourceAccessControl((uri, type) -> uri != null && uri.toLowerCase(Locale.ROOT).startsWith("data:"), ExternalResourceControlPriority.RUN_BEFORE_RESOLVING_URI)
                .useFont(() -> Fonts.open(false), Fonts.FAMILY, 400, FontStyle.NORMAL, true)
                .useFont(() -> Fonts.open(true), Fonts.FAMILY, 700, FontStyle.NORMAL, true);
        try (var renderer = builder.buildPdfRenderer()) {
            renderer.layout();
            renderer.createPDFWithoutClosing();
            try (var pdf = renderer.getPdfDocument()) {
                return written(pdf, title);
            }
        }
    }

    /** The same paper at the same moment is the same file. */
    private byte[] written(PDDocument pdf, String title) throws IOException {
        var now = GregorianCalendar.from(clock.instant().atZone(ZONE));
        var info = pdf.getDocumentInformation();
        info.setTitle(title);
        info.setProducer(PRODUCER);
        info.setCreationDate(now);
        info.setModificationDate(now);
        pdf.setDocumentId(title.hashCode() * 31L + clock.instant().getEpochSecond());
        var out = new ByteArrayOutputStream();
        pdf.save(out);
        return out.toByteArray();
    }
}
