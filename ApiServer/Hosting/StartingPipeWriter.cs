using System.IO.Pipelines;

namespace MetalOrleans.ApiServer.Hosting;

/// <summary>Starts the response before the first bytes leave, as a web server sends its headers then.</summary>
internal sealed class StartingPipeWriter(PipeWriter inner, Action start) : PipeWriter
{
    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override void Advance(int bytes) => inner.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        start();
        return inner.FlushAsync(cancellationToken);
    }
}
