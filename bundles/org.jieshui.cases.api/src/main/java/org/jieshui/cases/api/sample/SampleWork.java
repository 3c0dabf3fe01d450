package org.jieshui.cases.api.sample;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * What a department does for a case besides completing tasks with forms, told of an invented case: it applied for a permit, drew up an agreement, let a transfer pay. A service with a
 * {@link SampleModule}; a story says {@code tell <module>.<word>}.
 *
 * <p>The work is the real one, by the same code and the same checks as if the person had done it on a page. The calling thread stands in the past already ({@code Cases.at}): the moment comes
 * from {@code ActContext.now()}.
 */
@ConsumerType
public interface SampleWork {

    /**
     * Does it. Called again under the same key when a start was interrupted, perhaps after it had been done: then it does no harm.
     *
     * @throws org.jieshui.platform.api.rest.ProblemException when it is refused: the story stops there, and the log says so
     * @throws IllegalArgumentException for an unknown word
     */
    void tell(SampleStep step) throws Exception;
}
