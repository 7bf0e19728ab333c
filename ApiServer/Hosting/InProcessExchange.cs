using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MetalOrleans.ApiServer.Hosting;

/// <summary>One request and its response between a client and the server in the same process.</summary>
internal sealed class InProcessExchange : IHttpResponseBodyFeature, IHttpRequestLifetimeFeature
{
    private readonly TaskCompletionSource<HttpResponseMessage> _response = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpRequestMessage _request;
    private readonly Pipe _pipe = new();
    private readonly CancellationTokenSource _aborted;
    private bool _started;

    public InProcessExchange(HttpRequestMessage request, Stream body, CancellationToken caller, CancellationToken serverEnded)
    {
        _request = request;
        _aborted = CancellationTokenSource.CreateLinkedTokenSource(caller, serverEnded);
        Writer = new StartingPipeWriter(_pipe.Writer, Start);
        Context = new DefaultHttpContext();
        Context.Features.Set<IHttpResponseBodyFeature>(this);
        Context.Features.Set<IHttpRequestLifetimeFeature>(this);
        Context.Items[InProcessHandler.TrustedKey] = true;
        var target = request.RequestUri ?? new Uri("http://in-process/");
        Context.Request.Method = request.Method.Method;
        Context.Request.Scheme = target.Scheme;
        Context.Request.Host = new HostString(target.Authority);
        Context.Request.Path = PathString.FromUriComponent(target);
        Context.Request.QueryString = QueryString.FromUriComponent(target);
        Context.Request.Body = body;
        foreach (var (name, values) in request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>()))
        {
            Context.Request.Headers[name] = values.ToArray();
        }
    }

    public DefaultHttpContext Context { get; }

    public Task<HttpResponseMessage> Response => _response.Task;

    public PipeWriter Writer { get; }

    public Stream Stream => Writer.AsStream();

    public CancellationToken RequestAborted
    {
        get => _aborted.Token;
        set => throw new NotSupportedException("The life of an in-process request is its caller's.");
    }

    public void Abort()
    {
        _aborted.Cancel();
        var error = new HttpRequestException(HttpRequestError.ResponseEnded, "The server closed the connection without an answer.");
        _response.TrySetException(error);
        _pipe.Writer.Complete(error);
    }

    public async Task CompleteAsync(Exception? error)
    {
        if (error is null && !_aborted.IsCancellationRequested)
        {
            Start();
        }

        error ??= _response.Task.IsCompleted ? null : new OperationCanceledException(_aborted.Token);
        if (error is not null)
        {
            _response.TrySetException(error);
        }

        await _pipe.Writer.CompleteAsync(error);
    }

    Task IHttpResponseBodyFeature.StartAsync(CancellationToken cancellationToken)
    {
        Start();
        return Task.CompletedTask;
    }

    Task IHttpResponseBodyFeature.CompleteAsync() => CompleteAsync(null);

    Task IHttpResponseBodyFeature.SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The API server sends no files.");

    void IHttpResponseBodyFeature.DisableBuffering()
    {
    }

    private void Start()
    {
        if (_started)
        {
            return;
        }

        _started = true;
        var message = new HttpResponseMessage((HttpStatusCode)Context.Response.StatusCode)
        {
            RequestMessage = _request,
            Content = new StreamContent(new AbortingStream(_pipe.Reader.AsStream(), _aborted)),
        };
        foreach (var (name, values) in Context.Response.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                message.Content.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        _response.TrySetResult(message);
    }
}
