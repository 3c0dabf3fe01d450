package org.jieshui.metering;

import java.time.LocalDate;
import java.util.List;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.notifications.Messages;
import org.jieshui.platform.api.notifications.Receivers;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells those who keep the stock when a reservation made the meters of a calibre few: once, when the line is crossed. */
@Component(service = LowStock.class)
public class LowStock {

    private final Meters meters;
    private final Directory directory;
    private final Messages messages;

    @Activate
    public LowStock(@Reference Meters meters, @Reference Directory directory, @Reference Messages messages) {
        this.meters = meters;
        this.directory = directory;
        this.messages = messages;
    }

    /** Inside the transaction of the reservation. */
    void tell(int calibre, LocalDate today) {
        if (meters.becameLow(calibre, today)) {
            int left = meters.lowStock - 1;
            messages.send(Receivers.of(directory, List.of("marketing"), "metering.stock", null).messages("metering.low-stock",
                    Text.of("DN" + calibre + " 水表可用库存只剩 " + left + " 只，请补货", "Only " + left + " usable meters DN" + calibre + " are left in stock; order some"), null, null));
        }
    }
}
