package org.jieshui.platform.api.identity;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Tells who sends a request. The REST filter asks once per request, event streams again while they last; nothing else reads cookies or tokens. */
@ProviderType
public interface Authenticator {

    /** Name of the session cookie. */
    String COOKIE = "jieshui";

    /** Header that carries the session's CSRF token on every request but GET, HEAD and OPTIONS; {@code GET /api/session} tells it. */
    String CSRF_HEADER = "X-CSRF-Token";

    /**
     * What of a request says who sends it.
     *
     * @param method        HTTP method
     * @param path          path under {@code /api} without a leading slash: {@code cases/17/tasks}
     * @param cookie        value of the cookie {@link #COOKIE}, or null
     * @param authorization the {@code Authorization} header ({@code Bearer <API token>}), or null; it goes before the cookie
     * @param csrf          the header {@link #CSRF_HEADER}, or null
     * @param passive       the request is no sign of life of a person (an event stream, a poll): it does not put off the idle time-out
     */
    record Request(String method, String path, String cookie, String authorization, String csrf, boolean passive) {}

    /**
     * The actor with today's permissions (at most two seconds old); empty when nobody is signed in, the session has ended or the account is
     * disabled: {@code @Open} endpoints go on, others answer 401 {@code unauthenticated}.
     *
     * @throws org.jieshui.platform.api.rest.ProblemException 403 {@code identity/csrf} when the session's token is missing or wrong, 403
     *         {@code identity/password-change-required} when a one-time or expired password must be changed before anything else
     */
    Optional<Actor> authenticate(Request request);
}
