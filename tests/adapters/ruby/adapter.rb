# Reads, keeps and judges certificates with Ruby's openssl, for kigen check.
require "json"
require "openssl"
require "time"

STORE = {} # what is kept, by its SHA-256

def sha256(certificate) = OpenSSL::Digest::SHA256.hexdigest(certificate.to_der)
def load(request) = OpenSSL::PKCS12.new(File.binread(request["file"]), request["password"])
def seen(certificates, key) = certificates.map { |one| { sha256: sha256(one), key: } }

def open(request)
  found = load(request)
  others = seen(found.ca_certs || [], false)
  { keys: found.key ? 1 : 0, certificates: seen([found.certificate].compact, !found.key.nil?) + others }
end

def verify(request, found = load(request))
  store = OpenSSL::X509::Store.new
  store.add_file(request["root"])
  store.time = Time.iso8601(request["now"])
  store.purpose = OpenSSL::X509::PURPOSE_SSL_CLIENT
  if request["crl"]
    store.add_crl(OpenSSL::X509::CRL.new(File.read(request["crl"])))
    store.flags = OpenSSL::X509::V_FLAG_CRL_CHECK
  end
  store.verify(found.certificate, found.ca_certs || []) or raise store.error_string
  {}
end

def reset(_) = STORE.clear && {}
def list(_) = { certificates: STORE.keys.map { |one| { sha256: one, key: true } } }
def delete(request) = STORE.delete(request["certificate"]) ? {} : { outcome: "not-found" }

def import(request)
  found = load(request)
  STORE[sha256(found.certificate)] = found if found.key or raise "no key"
  {}
end

def export(request)
  one = STORE[request["certificate"]] or return { outcome: "not-found" }
  file = OpenSSL::PKCS12.create(request["password"], "", one.key, one.certificate, one.ca_certs)
  File.binwrite(request["file"], file.to_der) && {}
end

OPS = %w[open verify reset import list export delete]
def hello(_) = { name: "Ruby openssl", version: OpenSSL::VERSION, language: "Ruby", ops: OPS, features: ["crl"] }

$stdin.each_line do |line|
  request = JSON.parse(line)
  answer = { outcome: "ok", **send(request["op"], request) }
rescue StandardError => error
  answer = { outcome: "other", native: "#{error.class}: #{error.message}" }
ensure
  $stdout.puts JSON.generate({ seq: request["seq"], **answer })
  $stdout.flush
end
