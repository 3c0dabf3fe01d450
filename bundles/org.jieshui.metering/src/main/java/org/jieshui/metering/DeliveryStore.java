package org.jieshui.metering;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** SQL of deliveries. One that nobody confirmed is forgotten after a week. */
@Component(service = DeliveryStore.class)
public class DeliveryStore {

    private static final Duration KEPT = Duration.ofDays(7);
    private static final ObjectMapper JSON = JsonMapper.builder().disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .addModule(new SimpleModule().addSerializer(LocalDate.class, ToStringSerializer.instance).addDeserializer(LocalDate.class, new Day())).build();

    private static final class Day extends com.fasterxml.jackson.databind.deser.std.FromStringDeserializer<LocalDate> {
        private static final long serialVersionUID = 1L;

        Day() {
            super(LocalDate.class);
        }

        @Override
        protected LocalDate _deserialize(String value, com.fasterxml.jackson.databind.DeserializationContext context) {
            return LocalDate.parse(value);
        }
    }

    /** @param confirmedAt null while it is only looked at, and so are {@code confirmedBy} and {@code added} */
    record Stored(long id, String file, Instant at, long person, Delivery delivery, Instant confirmedAt, Long confirmedBy, Integer added) {}

    private final Database database;

    @Activate
    public DeliveryStore(@Reference Database database) {
        this.database = database;
    }

    long add(String file, Delivery delivery, Instant at, long person) {
        return database.inTransaction(h -> {
            h.createUpdate("DELETE FROM metering.import WHERE confirmed_at IS NULL AND at < :old").bind("old", MeterStore.utc(at.minus(KEPT))).execute();
            return h.createQuery("INSERT INTO metering.import (file, at, person, rows, faults, total) VALUES (:file, :at, :person, :rows::jsonb, :faults::jsonb, :total) RETURNING id").bind("file", file)
                    .bind("at", MeterStore.utc(at)).bind("person", person).bind("rows", json(delivery.good())).bind("faults", json(delivery.faults())).bind("total", delivery.total()).mapTo(Long.class).one();
        });
    }

    Optional<Stored> find(long id) {
        return database.read(h -> select(h, id, ""));
    }

    Optional<Stored> lock(Handle h, long id) {
        return select(h, id, " FOR UPDATE");
    }

    private static Optional<Stored> select(Handle h, long id, String how) {
        return h.createQuery("SELECT id, file, at, person, rows, faults, total, confirmed_at, confirmed_by, added FROM metering.import WHERE id = :id" + how).bind("id", id).map((rs, c) -> stored(rs)).findOne();
    }

    void confirmed(Handle h, long id, Instant at, long person, int added) {
        h.createUpdate("UPDATE metering.import SET confirmed_at = :at, confirmed_by = :person, added = :added WHERE id = :id").bind("at", MeterStore.utc(at)).bind("person", person).bind("added", added)
                .bind("id", id).execute();
    }

    private static Stored stored(ResultSet rs) throws SQLException {
        try {
            return new Stored(rs.getLong("id"), rs.getString("file"), MeterStore.instant(rs, "at"), rs.getLong("person"),
                    new Delivery(JSON.readValue(rs.getString("rows"), new TypeReference<List<Meter.New>>() {}), JSON.readValue(rs.getString("faults"), new TypeReference<List<Delivery.Fault>>() {}), rs.getInt("total")),
                    MeterStore.instant(rs, "confirmed_at"), rs.getObject("confirmed_by", Long.class), rs.getObject("added", Integer.class));
        } catch (JsonProcessingException e) {
            throw new SQLException("import " + rs.getLong("id") + " cannot be read", e);
        }
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
