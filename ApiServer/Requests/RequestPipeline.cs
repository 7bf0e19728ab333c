using MetalOrleans.ApiServer.Discovery;
using MetalOrleans.ApiServer.Errors;
using MetalOrleans.ApiServer.Faults;
using MetalOrleans.ApiServer.Operations;
using MetalOrleans.ApiServer.Resources;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.ApiServer.Requests;

/// <summary>The head of every request: who asks, what for, and what becomes of a failure.</summary>
internal sealed partial class RequestPipeline(
    ServerParts parts, DiscoveryHandler discovery, ResourceHandler resources, ILogger logger)
{
    public async Task HandleAsync(HttpContext http)
    {
        try
        {
            await DispatchAsync(http);
        }
        catch (ApiFailure failure)
        {
            await Answers.FailureAsync(http, failure);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone: there is nobody to answer.
        }
        catch (WatchEndedException)
        {
            // A fault ended the watch on purpose.
        }
        catch (Exception error)
        {
            LogFailed(logger, error, http.Request.Method, http.Request.Path);
            await Answers.FailureAsync(http, new ApiFailure(500, "InternalError", $"Internal error occurred: {error.Message}"));
        }
    }

    private async Task DispatchAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "/";
        var isOpen = path is "/healthz" or "/livez" or "/readyz" or "/version";
        var user = Authenticate(http) ?? (isOpen ? "system:anonymous" : throw Failures.Unauthorized());
        var isRead = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        if (isRead && await discovery.TryHandleAsync(http, path))
        {
            return;
        }

        var target = RequestTarget.Parse(path);
        var resource = target is null ? null : parts.Catalog.Table.Find(target.Group, target.Version, target.Plural);
        if (target is null || resource is null || !IsServed(resource, target))
        {
            if (target is not null && parts.Catalog.Table.In(target.Group, target.Version).Any())
            {
                throw Failures.NoSuchResource();
            }

            await Answers.NoSuchPathAsync(http);
            return;
        }

        var options = RequestOptions.Read(http.Request.Query);
        var verb = Verb(http.Request.Method, target, options);
        if (!resource.Allows(verb))
        {
            throw Failures.MethodNotAllowed();
        }

        var fault = await SpoilAsync(http, verb, target);
        var request = new ApiRequest(http, verb, target, resource, options, AcceptedMedia.Negotiate(http.Request.Headers.Accept.ToString()))
        {
            User = user,
            Fault = fault,
        };
        await resources.HandleAsync(request);
    }

    private static bool IsServed(ResourceDefinition resource, RequestTarget target)
    {
        if (target.Namespace.Length > 0 && !resource.IsNamespaced)
        {
            return false;
        }

        // A named object of a namespaced kind needs its namespace in the path.
        if (target.Name.Length > 0 && resource.IsNamespaced && target.Namespace.Length == 0)
        {
            return false;
        }

        return target.Subresource switch
        {
            "" => true,
            "status" => resource.HasStatus,
            _ => false,
        };
    }

    private static string Verb(string method, RequestTarget target, RequestOptions options)
    {
        var isNamed = target.Name.Length > 0;
        return method switch
        {
            "GET" or "HEAD" => options.IsWatch && target.Subresource.Length == 0 ? "watch" : isNamed ? "get" : "list",
            "POST" when !isNamed => "create",
            "PUT" when isNamed => "update",
            "PATCH" when isNamed => "patch",
            "DELETE" when target.Subresource.Length == 0 => isNamed ? "delete" : "deletecollection",
            _ => "",
        };
    }

    private string? Authenticate(HttpContext http)
    {
        if (parts.Options.Tokens.Count == 0 || http.Items.ContainsKey(Hosting.InProcessHandler.TrustedKey))
        {
            return "system:admin";
        }

        const string Bearer = "Bearer ";
        var header = http.Request.Headers.Authorization.ToString();
        return header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? parts.Options.Tokens.GetValueOrDefault(header[Bearer.Length..].Trim())
            : null;
    }

    private async Task<Fault?> SpoilAsync(HttpContext http, string verb, RequestTarget target)
    {
        var fault = parts.Options.Faults.Take(verb, target.Plural, target.Subresource, target.Name);
        if (fault is null)
        {
            return null;
        }

        if (fault.Delay > TimeSpan.Zero)
        {
            await Task.Delay(fault.Delay, parts.Options.TimeProvider, http.RequestAborted);
        }

        if (fault.DropConnection)
        {
            http.Abort();
            throw new WatchEndedException();
        }

        if (fault.Status > 0)
        {
            if (fault.RetryAfterSeconds > 0)
            {
                http.Response.Headers.RetryAfter = fault.RetryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            }

            throw FaultStatuses.For(fault.Status, target);
        }

        return fault;
    }
}
