package org.jieshui.e2e;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.options.FilePayload;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;

/** What people fill in and upload: the examples that the bundles' own tests use, one empty page, and the material beside the checkout. */
final class Samples {

    private static final String PDF = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
            + "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \n"
            + "trailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n";

    /** A few strings that break naive software, for where the big list of them is not at hand. */
    static final List<String> NAUGHTY = List.of("<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "javascript:alert(1)", "&amp;&lt;b&gt;", "' OR 1=1 --", "\"; DROP TABLE cases; --",
            "{{7*7}} ${7*7} #{7*7} <%= 7*7 %>", "${jndi:ldap://127.0.0.1/a}", "=cmd|' /C calc'!A0", "../../etc/passwd%00", "%s%n%x", "null", "undefined", "NaN", "-1", "__proto__", "𠮷野家 𪚥", "👩‍👩‍👧‍👦 🇨🇳",
            "\u202e\u202dabc\u2066", "zero\u200bwidth\u200d", "é e\u0301", "ﷺ", "Ｆｕｌｌ　Ｗｉｄｔｈ", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘");

    private Samples() {}

    /** A page of that name; pages of different names differ, as the archive would know the same content again. */
    static byte[] pdf(String name) {
        return (PDF + "% " + Integer.toHexString(name.hashCode()) + "\n%%EOF\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** How the department's own tests fill in the form of a task type, less what points at documents. */
    static ObjectNode form(String type) {
        var file = Path.of("../../bundles/org.jieshui." + type.substring(0, type.indexOf('.')) + "/src/test/resources/forms/" + type + ".json");
        try {
            var form = (ObjectNode) Desk.JSON.readTree(Files.readString(file));
            form.remove(List.of("photos", "documents"));
            return form;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everybody came a moment ago, and nothing is missing; who came is said on the page. */
    static ObjectNode attendance() {
        var form = form("survey.attendance").put("arrived", Instant.now().minus(Duration.ofMinutes(2)).truncatedTo(ChronoUnit.MINUTES).toString()).put("materials", "complete");
        form.remove(List.of("outstanding", "present"));
        return form;
    }

    /** A picture as a phone takes it, only smaller. */
    static FilePayload photo(String name) {
        var picture = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
        var ink = picture.createGraphics();
        ink.drawString(name, 20, 120);
        ink.dispose();
        try (var out = new ByteArrayOutputStream()) {
            ImageIO.write(picture, "jpg", out);
            return new FilePayload(name, "image/jpeg", out.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file or folder of {@code shared/data} beside the checkout or above it; empty where there is none. */
    static Optional<Path> shared(String name) {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            var found = folder.resolve("shared/data").resolve(name);
            if (Files.exists(found)) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }
}
