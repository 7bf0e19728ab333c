using System.Threading.Channels;

namespace MetalOrleans.ApiServer.Storage;

/// <summary>
/// One reader of a collection's changes. The writer never waits for it: when its buffer is full the watch ends, and the
/// client lists anew, as it would against any API server.
/// </summary>
internal sealed class StoreWatcher
{
    private readonly Channel<StoreEvent> _events;

    public StoreWatcher(int capacity) => _events = Channel.CreateBounded<StoreEvent>(new BoundedChannelOptions(capacity)
    {
        SingleReader = true,
        SingleWriter = true,
        FullMode = BoundedChannelFullMode.Wait,
    });

    public ChannelReader<StoreEvent> Events => _events.Reader;

    public bool Offer(StoreEvent change)
    {
        if (_events.Writer.TryWrite(change))
        {
            return true;
        }

        _events.Writer.TryComplete();
        return false;
    }

    public void End() => _events.Writer.TryComplete();
}
