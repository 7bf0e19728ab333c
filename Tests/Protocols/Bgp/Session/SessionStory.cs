using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MetalOrleans.Protocols.Bgp.Session;

namespace MetalOrleans.Tests.Protocols.Bgp.Session;

/// <summary>Tells a session what happens, does what it asks for, and writes down both. Time passes only when it is told to.</summary>
internal sealed class SessionStory
{
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, BgpConnection> _connections = [];
    private readonly HashSet<string> _stalled = [];
    private readonly List<string> _lines = [];
    private readonly byte[] _octets = new byte[BgpSession.DrainLengthMin];
    private readonly BgpEndPoints _endPoints;
    private int _outgoing;
    private TimeSpan _now;

    public SessionStory(BgpSessionSettings settings, BgpEndPoints endPoints)
    {
        _endPoints = endPoints;
        Session = new BgpSession(settings, new EvenRandom(1));
    }

    public BgpSession Session { get; }

    public TimeSpan Now => _now;

    /// <summary>Those that there were, closed ones too.</summary>
    public IReadOnlyList<KeyValuePair<string, BgpConnection>> Connections => [.. _connections];

    public BgpConnection this[string name] => _connections[name];

    /// <summary>One line of a story.</summary>
    public void Play(JsonObject line)
    {
        var name = line["connection"]?.GetValue<string>() ?? "";
        switch (line["event"]!.GetValue<string>())
        {
            case "advance":
                AdvanceTo(TimeSpan.FromSeconds(line["to"]!.GetValue<double>()));
                break;
            case "jump":
                _now = TimeSpan.FromSeconds(line["to"]!.GetValue<double>());
                Take(Session.Tick(_now));
                break;
            case "receive":
                Receive(name, MessageText.Write(line));
                break;
            case "stall":
                _stalled.Add(name);
                break;
            case "flow":
                _stalled.Remove(name);
                Drain(_connections[name]);
                break;
            case "set":
                Session.Routes.Set(MessageText.Prefix(line["prefix"]!.GetValue<string>()), StorySettings.Attributes(line));
                break;
            case "remove":
                Session.Routes.Remove(MessageText.Prefix(line["prefix"]!.GetValue<string>()));
                break;
            case "complete":
                Session.Routes.Complete();
                break;
            case "changed":
                Take(Session.RoutesChanged());
                break;
            default:
                Handle(Event(line, name));
                break;
        }
    }

    public void Handle(BgpEvent happened) => Take(Session.Handle(happened, _now));

    public void Receive(string name, byte[] octets)
    {
        var connection = _connections[name];
        octets.CopyTo(connection.ReceiveSpace);
        Take(Session.Receive(connection, octets.Length, _now));
    }

    /// <summary>Lets time pass, with every tick that the session wants.</summary>
    public void AdvanceTo(TimeSpan time)
    {
        while (Session.NextTick is { } next && next <= time)
        {
            _now = next > _now ? next : _now;
            Take(Session.Tick(_now));
        }

        _now = time;
    }

    /// <summary>What was asked for since the last time, one JSON object a line.</summary>
    public string TakeOutput()
    {
        var output = string.Concat(_lines.Select(line => line + "\n"));
        _lines.Clear();
        return output;
    }

    public void Accept(string name)
    {
        _connections[name] = BgpConnection.Incoming();
        Handle(new BgpEvent.Accepted(_connections[name], _endPoints));
    }

    public void Connect(string name) => Handle(new BgpEvent.Connected(_connections[name], _endPoints));

    private BgpEvent Event(JsonObject line, string name)
    {
        var text = line["reason"]?.GetValue<string>() ?? "";
        switch (line["event"]!.GetValue<string>())
        {
            case "started":
                return new BgpEvent.Started();
            case "stopped":
                return new BgpEvent.Stopped(Enum.Parse<BgpStopReason>(text), line["text"]?.GetValue<string>() ?? "");
            case "connected":
                return new BgpEvent.Connected(_connections[name], _endPoints);
            case "accepted":
                _connections[name] = BgpConnection.Incoming();
                return new BgpEvent.Accepted(_connections[name], _endPoints);
            case "disconnected":
                return new BgpEvent.Disconnected(_connections[name], text);
            case "pathDown":
                return new BgpEvent.PathDown(text);
            case "configured":
                return new BgpEvent.Configured(StorySettings.Read(line["settings"]!.AsObject(), Session.Settings));
            case var other:
                throw new InvalidOperationException($"A story does not know the event '{other}'.");
        }
    }

    private void Take(IReadOnlyList<BgpAction> actions)
    {
        // Draining calls back into the session, whose next call would overwrite them.
        foreach (var action in actions.ToArray())
        {
            switch (action)
            {
                case BgpAction.Connect(var connection):
                    _outgoing++;
                    _connections[$"out{_outgoing}"] = connection;
                    Write(("connect", $"out{_outgoing}"));
                    break;
                case BgpAction.Send(var connection):
                    Drain(connection);
                    break;
                case BgpAction.Close(var connection, var octets):
                    var words = string.Join("; ", MessageText.Read(octets.ToArray(), default));
                    Write(words.Length == 0 ? [("close", NameOf(connection))] : [("close", NameOf(connection)), ("saying", words)]);
                    break;
                case BgpAction.StateChanged(var from, var to, var reason):
                    Write(("state", $"{from} → {to}"), ("reason", reason));
                    break;
                case BgpAction.Established(var agreement):
                    Write(("agreed", Describe(agreement)));
                    break;
                case BgpAction.UpdateFaulty(var verdict):
                    Write(("faulty", $"{verdict.Outcome} of {verdict.AnnouncedCount} prefixes"));
                    break;
                case BgpAction.EndOfRibReceived(var family):
                    Write(("endOfRib", family.ToString()));
                    break;
                case BgpAction.RefreshRequested(var family):
                    Write(("refresh", family.ToString()));
                    break;
                case BgpAction.Notified(var notification, var isReceived) when isReceived:
                    Write(("notified", notification.ToString()));
                    break;
            }
        }
    }

    private void Drain(BgpConnection connection)
    {
        var name = NameOf(connection);
        while (!_stalled.Contains(name) && Session.Drain(connection, _octets, _now) is > 0 and var length)
        {
            foreach (var message in MessageText.Read(_octets.AsMemory(0, length), Session.Agreement?.Terms ?? default))
            {
                Write(("sent", name), ("message", message));
            }
        }

        // A socket that is full has taken what was given to it first, and nothing since.
        if (_stalled.Contains(name))
        {
            Session.Drain(connection, _octets, _now);
        }
    }

    private static string Describe(BgpAgreement agreement)
    {
        var words = new List<string>
        {
            agreement.Terms.IsInternal ? "internal" : "external",
            string.Create(
                CultureInfo.InvariantCulture,
                $"hold {agreement.HoldTime.TotalSeconds} s keepalive {agreement.KeepaliveTime.TotalSeconds} s"),
        };
        words.AddRange(agreement.Families.Select(family => family.ToString()));
        (bool Holds, string Word)[] flags =
        [
            (agreement.HasExtendedNextHop, "extended-next-hop"),
            (agreement.HasRouteRefresh, agreement.HasEnhancedRouteRefresh ? "enhanced-refresh" : "refresh"),
            (agreement.Terms.HasExtendedMessages, "extended-messages"),
            (agreement.HasGracefulRestart, "restart"),
            (agreement.SurvivesNotifications, "survives-notifications"),
        ];
        words.AddRange(flags.Where(flag => flag.Holds).Select(flag => flag.Word));
        return string.Join(' ', words);
    }

    private string NameOf(BgpConnection connection) => _connections.First(pair => pair.Value == connection).Key;

    private void Write(params (string Name, string Value)[] fields)
    {
        var line = new JsonObject { ["at"] = _now.TotalSeconds };
        foreach (var (name, value) in fields.Where(field => field.Value.Length > 0))
        {
            line[name] = value;
        }

        _lines.Add(line.ToJsonString(s_plain));
    }
}
