// Reads PKCS#12 files and judges certificates with Go's own packages, for kigen check.
package main

import (
	"bufio"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"golang.org/x/crypto/pkcs12"
	"os"
	"runtime"
	"time"
)

type object = map[string]any

func load(request object) (certificates []*x509.Certificate, keys int, err error) {
	bytes, _ := os.ReadFile(request["file"].(string))
	blocks, err := pkcs12.ToPEM(bytes, request["password"].(string))
	for _, block := range blocks {
		if block.Type == "PRIVATE KEY" {
			keys++
		} else if certificate, failed := x509.ParseCertificate(block.Bytes); failed == nil {
			certificates = append(certificates, certificate)
		} else {
			err = failed
		}
	}
	return
}

func open(request object) (object, error) {
	found, keys, err := load(request)
	seen := []object{}
	for _, one := range found {
		digest := sha256.Sum256(one.Raw)
		seen = append(seen, object{"sha256": hex.EncodeToString(digest[:])})
	}
	return object{"outcome": "ok", "keys": keys, "certificates": seen}, err
}

func verify(request object) (object, error) {
	found, _, err := load(request)
	if err != nil {
		return nil, err
	}
	options := x509.VerifyOptions{Roots: x509.NewCertPool(), Intermediates: x509.NewCertPool()}
	options.CurrentTime, _ = time.Parse(time.RFC3339, request["now"].(string))
	options.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	root, _ := os.ReadFile(request["root"].(string))
	options.Roots.AppendCertsFromPEM(root)
	for _, one := range found {
		options.Intermediates.AddCert(one)
	}
	_, err = found[0].Verify(options)
	return object{"outcome": "ok"}, err
}

func main() {
	ops := map[string]func(object) (object, error){"open": open, "verify": verify}
	hello := object{"name": "Go x/crypto/pkcs12", "language": "Go", "ops": []string{"open", "verify"}}
	hello["version"] = runtime.Version()[len("go"):]
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		request, answer := object{}, hello
		json.Unmarshal(lines.Bytes(), &request)
		if op := ops[request["op"].(string)]; op != nil {
			var err error
			if answer, err = op(request); err != nil {
				answer = object{"outcome": "other", "native": err.Error()}
			}
		}
		answer["seq"] = request["seq"]
		line, _ := json.Marshal(answer)
		fmt.Println(string(line))
	}
}
