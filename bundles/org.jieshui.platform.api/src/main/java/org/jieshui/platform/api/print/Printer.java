package org.jieshui.platform.api.print;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes PDF of papers: A4, fonts embedded, pages numbered «n/m». The same paper at the same moment is the same file, byte for byte. Nothing outside the template is
 * fetched; an image comes as a {@code data:} address.
 *
 * <p>It takes some tenths of a second: never inside a transaction.
 */
@ProviderType
public interface Printer {

    /**
     * @return the PDF
     * @throws org.jieshui.platform.api.rest.ProblemException {@code print/missing-characters}, 422, with {@code characters} (each as «䶮 U+4DAE»)
     * @throws IllegalArgumentException when the template is no XHTML or names a value that is not there
     */
    byte[] print(Paper paper);

    /** The characters of the text that no font has, once each, in their order; what is never visible (controls, direction marks) does not count. */
    List<String> missing(String text);
}
