package org.jieshui.rest;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.stream.Stream;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.rest.Authenticated;
import org.jieshui.platform.api.rest.Open;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.ProblemException;

/** Who may call a method. */
public record Access(Kind kind, String permission) {

    public enum Kind { OPEN, AUTHENTICATED, PERMISSION }

    /** What the method says, else its class; empty when neither says anything: such a method is closed to all. */
    static Optional<Access> of(Method method, Class<?> type) {
        return Stream.<AnnotatedElement>of(method, type).map(Access::of).flatMap(Optional::stream).findFirst();
    }

    private static Optional<Access> of(AnnotatedElement element) {
        var permission = element.getAnnotation(Permission.class);
        if (permission != null) {
            return Optional.of(new Access(Kind.PERMISSION, permission.value()));
        }
        if (element.isAnnotationPresent(Authenticated.class)) {
            return Optional.of(new Access(Kind.AUTHENTICATED, null));
        }
        return element.isAnnotationPresent(Open.class) ? Optional.of(new Access(Kind.OPEN, null)) : Optional.empty();
    }

    boolean isOpen() {
        return kind == Kind.OPEN;
    }

    void check(Optional<Actor> actor) {
        if (isOpen()) {
            return;
        }
        var who = actor.orElseThrow(() -> Problems.unauthenticated().toException());
        if (kind == Kind.PERMISSION && !who.may(permission)) {
            throw ProblemException.forbidden(permission);
        }
    }
}
