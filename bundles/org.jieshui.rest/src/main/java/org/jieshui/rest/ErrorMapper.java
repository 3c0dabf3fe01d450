package org.jieshui.rest;

import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.sql.SQLTransientException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.glassfish.jersey.server.ParamException;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every failure becomes a {@link Problem}; {@link ResponseFilter} writes it. What nobody foresaw tells the caller a number and the log the rest. */
final class ErrorMapper implements ExceptionMapper<Throwable> {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorMapper.class);

    private final Function<String, Optional<String>> waiting;
    private final Consumer<Throwable> failures;
    @Context
    private UriInfo uri;

    /** @param waiting the module of a path whose resource is still coming. @param failures hears of what nobody foresaw */
    ErrorMapper(Function<String, Optional<String>> waiting, Consumer<Throwable> failures) {
        this.waiting = waiting;
        this.failures = failures;
    }

    @Override
    public Response toResponse(Throwable failure) {
        if (failure instanceof WebApplicationException web && (web.getResponse().hasEntity() || web.getResponse().getStatus() < 400)) {
            return web.getResponse();
        }
        var problem = (failure instanceof NotFoundException ? waiting.apply(uri.getPath()).map(Problems::moduleAway) : Optional.<Problem>empty()).orElseGet(() -> problem(failure));
        if (problem.status() == Response.Status.INTERNAL_SERVER_ERROR.getStatusCode()) {
            failures.accept(failure);
        }
        var response = Response.status(problem.status()).entity(problem).type(Problems.MEDIA_TYPE);
        if (failure instanceof NotAllowedException notAllowed) {
            response.header("Allow", notAllowed.getResponse().getHeaderString("Allow"));
        }
        if (problem.extra().get("retryAfter") instanceof Number seconds) {
            response.header("Retry-After", seconds.longValue());
        }
        return response.build();
    }

    static Problem problem(Throwable failure) {
        if (failure instanceof ProblemException known) {
            return known.problem();
        }
        if (failure instanceof ParamException.PathParamException) {
            return Problems.notFound();
        }
        if (failure instanceof ParamException param) {
            return Problems.malformed("?" + param.getParameterName(), "参数 " + param.getParameterName() + " 写法不对",
                    "The parameter " + param.getParameterName() + " has the wrong form");
        }
        if (failure instanceof WebApplicationException web) {
            return byStatus(web);
        }
        return fromDatabase(failure).orElseGet(() -> unforeseen(failure));
    }

    private static Problem byStatus(WebApplicationException e) {
        return switch (e.getResponse().getStatus()) {
            case 400 -> Problem.of("malformed", 400, "请求有误，请按接口文档改正", "Malformed request; correct it as the OpenAPI document says");
            case 401 -> Problems.unauthenticated();
            case 404 -> Problems.notFound();
            case 405 -> Problem.of("method-not-allowed", 405, "这个地址不支持这种操作", "This address does not allow that method");
            case 406 -> Problem.of("not-acceptable", 406, "没有您要的格式", "There is no such representation");
            case 415 -> Problem.of("unsupported-media-type", 415, "不接受这种格式，请用 JSON", "That format is not accepted; send JSON");
            case 503 -> Problems.busy(5);
            case 500 -> unforeseen(e);
            default -> Problem.of("http-" + e.getResponse().getStatus(), e.getResponse().getStatus(), "没有办成", "Not done");
        };
    }

    private static Optional<Problem> fromDatabase(Throwable failure) {
        var state = DatabaseException.sqlState(failure).orElse("");
        if (state.startsWith("23")) {
            LOG.warn("A constraint refused what no rule refused before", failure);
            return Optional.of(Problem.of("conflict", 409, "与已有的数据冲突，没有办成，请刷新后核对", "It conflicts with existing data and was not done; reload and check"));
        }
        if (state.equals("22021") || state.equals("22P05")) {
            return Optional.of(Problem.of("invalid", 422, "文字里有无法保存的字符（空字符），请删去", "The text holds a character that cannot be stored (NUL); remove it"));
        }
        return switch (state) {
            // lost a race, waited too long for a lock, took too long
            case DatabaseException.SERIALIZATION_FAILURE, DatabaseException.DEADLOCK, "55P03", "57014" -> busy(failure, 1);
            default -> isAway(state, failure) ? busy(failure, 5) : Optional.empty();
        };
    }

    /** Connection, resource and shutdown classes of SQL states; a pool that has none to give. */
    private static boolean isAway(String state, Throwable failure) {
        if (state.startsWith("08") || state.startsWith("53") || state.startsWith("57P")) {
            return true;
        }
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLTransientException) {
                return true;
            }
        }
        return false;
    }

    private static Optional<Problem> busy(Throwable failure, int retryAfter) {
        LOG.warn("The database could not serve a request: {}", failure.getMessage());
        return Optional.of(Problems.busy(retryAfter));
    }

    private static Problem unforeseen(Throwable failure) {
        LOG.error("Request {} failed", org.slf4j.MDC.get(Door.MDC_REQUEST), failure);
        return Problems.internal();
    }
}
