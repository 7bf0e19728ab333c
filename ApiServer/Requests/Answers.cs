using System.Text;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Errors;
using Microsoft.AspNetCore.Http;

namespace MetalOrleans.ApiServer.Requests;

/// <summary>Writes whole responses.</summary>
internal static class Answers
{
    public static Task JsonAsync(HttpContext http, int code, ReadOnlyMemory<byte> json, string type = "application/json")
    {
        var response = http.Response;
        response.StatusCode = code;
        response.ContentType = type;
        response.ContentLength = json.Length;
        response.Headers.CacheControl = "no-cache, private";
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : response.BodyWriter.WriteAsync(json, http.RequestAborted).AsTask();
    }

    public static Task JsonAsync(HttpContext http, int code, JsonNode json, string type = "application/json") =>
        JsonAsync(http, code, Doc.ToUtf8(json), type);

    public static Task NodeAsync(HttpContext http, int code, JsonNode node, bool asYaml) => asYaml
        ? JsonAsync(http, code, Encoding.UTF8.GetBytes(YamlText.Write(node)), "application/yaml")
        : JsonAsync(http, code, node);

    public static Task TextAsync(HttpContext http, int code, string text) =>
        JsonAsync(http, code, Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8");

    /// <summary>What kube-apiserver says to a path it does not serve.</summary>
    public static Task NoSuchPathAsync(HttpContext http) => TextAsync(http, 404, "404 page not found\n");

    public static Task FailureAsync(HttpContext http, ApiFailure failure)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return Task.CompletedTask;
        }

        if (failure.Code is 429 or 503 or 504 && http.Response.Headers.RetryAfter.Count == 0)
        {
            http.Response.Headers.RetryAfter = "1";
        }

        return JsonAsync(http, failure.Code, failure.ToStatus());
    }
}
