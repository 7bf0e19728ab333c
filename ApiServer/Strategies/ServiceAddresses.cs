using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;

namespace MetalOrleans.ApiServer.Strategies;

/// <summary>
/// The cluster addresses and node ports that Services hold. What is stored is the truth: every stored change is heard
/// here, and a reservation only bridges the moment between choosing a value and storing it.
/// </summary>
internal sealed class ServiceAddresses
{
    // kube-apiserver's usual --service-cluster-ip-range, the IPv6 twin, and --service-node-port-range.
    public const string RangeV4 = "10.96.0.0/12";
    public const string RangeV6 = "fd00:10:96::/112";
    public const int NodePortMin = 30000;
    public const int NodePortMax = 32767;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _addresses = new(StringComparer.Ordinal);
    private readonly HashSet<(string Protocol, int Port)> _nodePorts = [];
    private readonly IPNetwork _v4 = IPNetwork.Parse(RangeV4);
    private readonly IPNetwork _v6 = IPNetwork.Parse(RangeV6);
    private int _next;

    public bool Contains(IPAddress address) =>
        (address.AddressFamily == AddressFamily.InterNetwork ? _v4 : _v6).Contains(address);

    public string RangeOf(bool isV6) => isV6 ? RangeV6 : RangeV4;

    public bool TryTake(string address)
    {
        lock (_lock)
        {
            return _addresses.Add(address);
        }
    }

    public void Release(string address)
    {
        lock (_lock)
        {
            _addresses.Remove(address);
        }
    }

    public string TakeNext(bool isV6)
    {
        lock (_lock)
        {
            while (true)
            {
                // Spread over the range by a stride that is coprime to its size, so that an address is not reused at once.
                var index = (uint)(_next++ * 40_503L % (isV6 ? 65_535 : 1_048_574)) + 1;
                var bytes = (isV6 ? _v6 : _v4).BaseAddress.GetAddressBytes();
                for (var i = bytes.Length - 1; index > 0; i--, index >>= 8)
                {
                    bytes[i] |= (byte)index;
                }

                var candidate = new IPAddress(bytes).ToString();
                if (_addresses.Add(candidate))
                {
                    return candidate;
                }
            }
        }
    }

    public bool TryTake(string protocol, int nodePort)
    {
        lock (_lock)
        {
            return _nodePorts.Add((protocol, nodePort));
        }
    }

    public void Release(string protocol, int nodePort)
    {
        lock (_lock)
        {
            _nodePorts.Remove((protocol, nodePort));
        }
    }

    /// <summary>A free node port, or 0 when all are taken.</summary>
    public int TakeNextNodePort(string protocol)
    {
        lock (_lock)
        {
            const int Count = NodePortMax - NodePortMin + 1;
            for (var tried = 0; tried < Count; tried++)
            {
                // 1009 is prime and no divisor of 2768, so the walk visits every port.
                var port = NodePortMin + (int)(_next++ * 1009L % Count);
                if (_nodePorts.Add((protocol, port)))
                {
                    return port;
                }
            }

            return 0;
        }
    }

    /// <summary>Follows one stored change of a Service.</summary>
    public void Follow(JsonObject? before, JsonObject? after)
    {
        var (oldAddresses, oldPorts) = Held(before);
        var (newAddresses, newPorts) = Held(after);
        lock (_lock)
        {
            _addresses.ExceptWith(oldAddresses.Except(newAddresses, StringComparer.Ordinal));
            _nodePorts.ExceptWith(oldPorts.Except(newPorts));
            _addresses.UnionWith(newAddresses);
            _nodePorts.UnionWith(newPorts);
        }
    }

    private static (ImmutableArray<string> Addresses, ImmutableArray<(string Protocol, int Port)> Ports) Held(JsonObject? service)
    {
        if (service is null)
        {
            return ([], []);
        }

        var ports = service.Array("spec", "ports").Objects()
            .Select(port => (port.Text("protocol") ?? "TCP", (int)(port.Integer("nodePort") ?? 0)))
            .Where(port => port.Item2 > 0)
            .ToList();
        if (service.Integer("spec", "healthCheckNodePort") is > 0 and var health)
        {
            ports.Add(("TCP", (int)health));
        }

        return ([.. service.Array("spec", "clusterIPs").Strings().Where(address => address.Length > 0 && address != "None")], [.. ports]);
    }
}
