package org.jieshui.platform.api.module;

import java.util.List;
import org.jieshui.platform.api.Text;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Looks at data that a bundle brings before anything of the bundle runs. Who owns a kind of data offers one as a service; the gate shows every one of them each entry of the jar.
 * It publishes and changes nothing.
 */
@ConsumerType
public interface DataCheck {

    /**
     * What is wrong with an entry of a jar, in words that its author can act on; empty when nothing is, or when the entry is not of this check's kind.
     *
     * @param path as in the jar, without a leading slash: {@code processes/single-meter.json}
     */
    List<Text> wrong(String path, byte[] content);
}
