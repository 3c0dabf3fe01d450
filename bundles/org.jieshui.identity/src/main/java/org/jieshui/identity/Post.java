package org.jieshui.identity;

import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.rest.ProblemException;

/** The three administrators' posts of the graded protection scheme (三员): nobody holds two, and none of them works on cases. */
enum Post {
    SYSTEM(Post.SYSTEM_PERMISSION),
    SECURITY(Post.SECURITY_PERMISSION),
    AUDIT(Post.AUDIT_PERMISSION);

    static final String SYSTEM_PERMISSION = "post:system";
    static final String SECURITY_PERMISSION = "post:security";
    static final String AUDIT_PERMISSION = "post:audit";

    private final String permission;

    Post(String permission) {
        this.permission = permission;
    }

    String id() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    String permission() {
        return permission;
    }

    void require(Actor actor) {
        if (!actor.may(permission)) {
            throw ProblemException.forbidden(permission);
        }
    }

    /** For reading what two posts need to see; no change is ever open to two. */
    static void requireAny(Actor actor, Post... posts) {
        for (var post : posts) {
            if (actor.may(post.permission)) {
                return;
            }
        }
        throw ProblemException.forbidden(posts[0].permission);
    }
}
