package org.jieshui.agreements;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.regex.Pattern;
import org.jieshui.platform.api.print.Paper;

/** A supply contract of the wording that comes with the product. In the package of what it makes, which exports nothing. */
public final class ContractPaper {

    private static final Pattern WORDING = Pattern.compile("'supply-contract', 1, \\$md\\$(.*?)\\$md\\$", Pattern.DOTALL);

    private ContractPaper() {}

    public static Paper sample() throws IOException {
        try (var in = AgreementPaper.class.getResourceAsStream("/db/V2__wording.sql")) {
            var body = WORDING.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            if (!body.find()) {
                throw new IllegalStateException("No wording of the supply contract");
            }
            return AgreementPaper.sample(Kind.SUPPLY, body.group(1), LocalDate.of(2026, 3, 2));
        }
    }
}
