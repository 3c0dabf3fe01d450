package org.jieshui.cases.core;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.component.annotations.Component;

/** Tells this node's readers of the journal that something was committed, so that they need not wait for their next look. */
@Component(service = Signal.class)
public class Signal {

    private final List<Runnable> readers = new CopyOnWriteArrayList<>();

    void committed() {
        readers.forEach(Runnable::run);
    }

    /** @return to stop hearing */
    Runnable on(Runnable reader) {
        readers.add(reader);
        return () -> readers.remove(reader);
    }
}
