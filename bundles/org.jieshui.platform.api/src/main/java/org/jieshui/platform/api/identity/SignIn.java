package org.jieshui.platform.api.identity;

import org.osgi.annotation.versioning.ProviderType;

/** Opens sessions for ways in other than the login page: with the same passwords, locks, records and list of sessions. */
@ProviderType
public interface SignIn {

    /**
     * @param address where the person is, as the network has it
     * @param agent   the program that he uses
     * @return the session's token, to ask {@link Authenticator} with before each act, as the cookie's value; nobody sees it again
     * @throws org.jieshui.platform.api.rest.ProblemException {@code identity/login-failed} or {@code identity/locked}
     */
    String open(String account, String password, String address, String agent);

    /** What requests that change something send as {@link Authenticator#CSRF_HEADER}. */
    String csrf(String token);

    /** Ends the session, if it has not ended. */
    void close(String token, String address);
}
