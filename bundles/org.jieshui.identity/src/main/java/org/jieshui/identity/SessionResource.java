package org.jieshui.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Authenticator;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.rest.Authenticated;
import org.jieshui.platform.api.rest.Open;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Signing in and out, and what concerns only oneself. */
@Component(service = Resource.class, configurationPid = IdentityConfig.PID)
@Path("session")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class SessionResource implements Resource {

    record Credentials(String account, String password) {}

    record PasswordChange(String old, @com.fasterxml.jackson.annotation.JsonProperty("new") String fresh) {}

    record Language(String language) {}

    record Me(long id, String account, String name, String department, boolean external) {}

    record NamedDepartment(String id, Text name) {}

    /** @param csrf for the header X-CSRF-Token; null for programs with a token */
    record Session(Me person, List<NamedDepartment> departments, Set<String> permissions, Set<String> districts, String language, String csrf, int idleMinutes,
            boolean mustChangePassword, boolean sample) {}

    private final Sessions sessions;
    private final Deputies deputies;
    private final Directory directory;
    private final boolean sample;
    private final boolean secureCookie;

    @Activate
    public SessionResource(IdentityConfig config, @Reference Sessions sessions, @Reference Deputies deputies, @Reference Directory directory,
            @Reference FirstStart filled) {
        this.sessions = sessions;
        this.deputies = deputies;
        this.directory = directory;
        sample = filled.sample();
        secureCookie = config.secureCookie();
    }

    @POST
    @Open
    @Summary(value = "Sign in: sets the cookie and answers the session", answer = Session.class)
    public Response signIn(Credentials credentials, @Context HttpServletRequest request, @Context SecurityContext security) {
        var c = credentials == null ? new Credentials(null, null) : credentials;
        var in = sessions.signIn(c.account, c.password, request.getRemoteAddr(), request.getHeader(HttpHeaders.USER_AGENT));
        return withCookie(session(in.known(), in.token()), in.token(), security.isSecure());
    }

    @GET
    @Authenticated
    @Summary("Who is signed in, with permissions")
    public Session session(@CookieParam(Authenticator.COOKIE) String token, @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @Context SecurityContext security) {
        if (authorization != null) {
            return session(sessions.known(Bodies.actor(security)), null);
        }
        return session(sessions.signedIn(token).known(), token);
    }

    @DELETE
    @Authenticated
    @Summary("Sign out")
    public Response signOut(@CookieParam(Authenticator.COOKIE) String token, @Context HttpServletRequest request, @Context SecurityContext security) {
        sessions.signOut(token, request.getRemoteAddr());
        return Response.noContent().header(HttpHeaders.SET_COOKIE, cookie("", security.isSecure()) + "; Max-Age=0").build();
    }

    @PUT
    @Path("language")
    @Authenticated
    @Summary("Choose the language")
    public Response language(Language body, @Context SecurityContext security) {
        sessions.language(Bodies.actor(security), body == null ? null : body.language);
        return Response.noContent().build();
    }

    @PUT
    @Path("password")
    @Authenticated
    @Summary(value = "Change the password; all other sessions end", answer = Session.class)
    public Response password(PasswordChange body, @Context HttpServletRequest request, @Context SecurityContext security) {
        var change = body == null ? new PasswordChange(null, null) : body;
        var in = sessions.changePassword(Bodies.actor(security), change.old, change.fresh, request.getRemoteAddr(), request.getHeader(HttpHeaders.USER_AGENT));
        return withCookie(session(in.known(), in.token()), in.token(), security.isSecure());
    }

    @GET
    @Path("sessions")
    @Authenticated
    @Summary("My sessions")
    public List<Sessions.SessionInfo> own(@CookieParam(Authenticator.COOKIE) String token, @Context SecurityContext security) {
        return sessions.list(Bodies.actor(security).id(), token);
    }

    @DELETE
    @Path("sessions/{id}")
    @Authenticated
    @Summary("End one of my sessions")
    public Response end(@PathParam("id") long id, @Context SecurityContext security) {
        sessions.endOwn(Bodies.actor(security), id);
        return Response.noContent().build();
    }

    @GET
    @Path("deputies")
    @Authenticated
    @Summary("Who stands in for me, and for whom I stand in")
    public List<Deputies.Deputy> deputies(@Context SecurityContext security) {
        return deputies.own(Bodies.actor(security));
    }

    @POST
    @Path("deputies")
    @Authenticated
    @Summary(value = "Set a deputy for me", answer = Deputies.Deputy.class)
    public Response setDeputy(Deputies.NewDeputy body, @Context SecurityContext security) {
        return Response.status(Response.Status.CREATED).entity(deputies.setOwn(Bodies.actor(security), Bodies.required(body))).build();
    }

    @DELETE
    @Path("deputies/{id}")
    @Authenticated
    @Summary("End a deputyship that concerns me")
    public Response endDeputy(@PathParam("id") long id, @Context SecurityContext security) {
        deputies.endOwn(Bodies.actor(security), id);
        return Response.noContent().build();
    }

    private Session session(Sessions.SignedIn.Known known, String token) {
        var actor = known.actor();
        var departments = directory.departments().stream().filter(d -> actor.departments().contains(d.id())).map(d -> new NamedDepartment(d.id(), d.name()))
                .toList();
        return new Session(new Me(actor.id(), actor.account(), actor.displayName(), known.department(), actor.external()), departments,
                new TreeSet<>(actor.permissions()), new TreeSet<>(actor.districts()), actor.language(), token == null ? null : Tokens.csrf(token),
                sessions.idleMinutes(), known.mustChangePassword(), sample);
    }

    private Response withCookie(Session session, String token, boolean secure) {
        return Response.ok(session).header(HttpHeaders.SET_COOKIE, cookie(token, secure)).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }

    private String cookie(String value, boolean secure) {
        return Authenticator.COOKIE + "=" + value + "; Path=/; HttpOnly; SameSite=Strict" + (secure || secureCookie ? "; Secure" : "");
    }
}
