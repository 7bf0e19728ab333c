using System.Net;

namespace MetalOrleans.Tests.Silo.Support;

/// <summary>The connection of a silo whose watches of one resource stay open and never say anything; lists are answered.</summary>
internal sealed class DeafWatchHandler(HttpMessageHandler inner, string resource) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var isWatch = request.RequestUri!.AbsolutePath.EndsWith("/" + resource, StringComparison.Ordinal)
            && request.RequestUri.Query.Contains("watch=", StringComparison.Ordinal);
        return isWatch
            ? Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new SilentStream()) })
            : base.SendAsync(request, cancellationToken);
    }

    /// <summary>Has nothing to read until it is not waited for any more.</summary>
    private sealed class SilentStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(new TaskCompletionSource<int>().Task.WaitAsync(cancellationToken));

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
