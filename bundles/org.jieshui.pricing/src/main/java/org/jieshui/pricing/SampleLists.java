package org.jieshui.pricing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.persistence.UntilDone;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Invents lists for an installation that was started with sample data and has none yet: one of 2019, one of 2026, and a draft. */
@Component(service = SampleLists.class, immediate = true)
public class SampleLists {

    private static final Logger LOG = LoggerFactory.getLogger(SampleLists.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final UntilDone work;

    @Activate
    public SampleLists(BundleContext bundles, @Reference Database database, @Reference Lists lists, @Reference ListStore store) {
        if (Boolean.parseBoolean(bundles.getProperty("jieshui.sample"))) {
            work = UntilDone.start("pricing-sample", () -> {
                if (create(database, lists, store)) {
                    LOG.info("Invented sample fee lists");
                }
            });
        } else {
            work = null;
        }
    }

    @Deactivate
    void deactivate() {
        if (work != null) {
            work.close();
        }
    }

    /** Does nothing when there is a list; two nodes that start at once make them once. */
    static boolean create(Database database, Lists lists, ListStore store) {
        return database.inTransaction(h -> {
            store.lockForPublication(h);
            if (!store.lists().isEmpty()) {
                return false;
            }
            for (var sample : sample()) {
                var list = lists.create(sample.path("title").asText(), sample.path("note").asText(), null, 0);
                list = lists.items(list.id(), list.revision(), items(sample), null, 0);
                if (sample.hasNonNull("effective")) {
                    lists.publish(list.id(), list.revision(), LocalDate.parse(sample.get("effective").asText()), 0);
                }
            }
            return true;
        });
    }

    static List<Item> items(JsonNode sample) {
        return StreamSupport.stream(sample.path("items").spliterator(), false).map(n -> JSON.convertValue(n, Item.class)).toList();
    }

    static JsonNode sample() {
        try (var in = SampleLists.class.getResourceAsStream("/sample/lists.json")) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
