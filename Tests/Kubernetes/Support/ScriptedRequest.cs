using System.Text;
using Microsoft.AspNetCore.Http;

namespace MetalOrleans.Tests.Kubernetes.Support;

/// <summary>One request that waits for the test to answer it.</summary>
internal sealed class ScriptedRequest(HttpContext context, string body)
{
    // Taken at once: the server forgets a request that was answered.
    private readonly Dictionary<string, string> _headers = context.Request.Headers
        .ToDictionary(entry => entry.Key, entry => entry.Value.ToString(), StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<string, string> _query = context.Request.Query
        .ToDictionary(entry => entry.Key, entry => entry.Value.ToString(), StringComparer.Ordinal);

    private readonly string _text =
        $"{context.Request.Method} {context.Request.Path}{Uri.UnescapeDataString(context.Request.QueryString.Value ?? "")}";

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Protocol { get; } = context.Request.Protocol;

    public string Body => body;

    public Task Done => _done.Task;

    public string Query(string name) => _query.GetValueOrDefault(name, "");

    public string Header(string name) => _headers.GetValueOrDefault(name, "");

    /// <summary>Method, path and query in one line.</summary>
    public override string ToString() => _text;

    public async Task RespondAsync(string json, int code = 200, params (string Name, string Value)[] headers)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.WriteAsync(json);
        _done.TrySetResult();
    }

    public Task RespondStatusAsync(int code, string reason, string message = "said the script", string details = "null") =>
        RespondAsync(
            $$$"""{"kind":"Status","apiVersion":"v1","status":"Failure","code":{{{code}}},"reason":"{{{reason}}}","message":"{{{message}}}","details":{{{details}}}}""",
            code);

    /// <summary>Answers with headers only, as a watch does.</summary>
    public async Task OpenAsync()
    {
        context.Response.ContentType = "application/json";
        await context.Response.StartAsync();
    }

    public async Task SendAsync(string text)
    {
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text));
        await context.Response.Body.FlushAsync();
    }

    public Task SendEventAsync(string type, string objectJson) => SendAsync($$$"""{"type":"{{{type}}}","object":{{{objectJson}}}}""" + "\n");

    /// <summary>Ends the answer in good order.</summary>
    public void End() => _done.TrySetResult();

    /// <summary>Tears the connection down.</summary>
    public void Abort()
    {
        context.Abort();
        _done.TrySetResult();
    }
}
